#include "promise_worker.h"

#include "entry.h"

namespace tg::addon {

// V8 notes the frames of `origin_` now and writes them down only if somebody reads `stack`.
PromiseWorker::PromiseWorker(Napi::Env env, const char* name, CancelFlag cancelled)
    : Napi::AsyncWorker(env, name),
      cancelled_(std::move(cancelled)),
      deferred_(Napi::Promise::Deferred::New(env)),
      origin_(Napi::Error::New(env, "")) {}

Napi::Value PromiseWorker::start(std::unique_ptr<PromiseWorker> worker) {
  const Napi::Promise promise = worker->deferred_.Promise();
  worker->Queue();
  static_cast<void>(worker.release());  // node-addon-api deletes it after OnOK
  return promise;
}

// Failures are kept as they are: node-addon-api's own way to OnError would keep nothing but their message.
void PromiseWorker::Execute() {
  try {
    if (is_cancelled()) throw Failure{"cancelled", "the operation was cancelled before it began"};
    const Status status = work(cancelled_.get());
    const bool stopped = status.code() == Code::limit && is_cancelled();
    if (stopped) throw Failure{"cancelled", "the operation was cancelled"};
    check(status);
  } catch (...) {
    failure_ = current_failure();
  }
}

void PromiseWorker::OnOK() {
  try {
    deferred_.Resolve(outcome());
  } catch (const Napi::Error& error) {
    deferred_.Reject(error.Value());
  }
}

Napi::Value PromiseWorker::outcome() {
  if (failure_.has_value()) throw error_of(Env(), *failure_, origin_.Value());
  return guarded(Env(), [&] { return answer(Env()); });
}

}  // namespace tg::addon
