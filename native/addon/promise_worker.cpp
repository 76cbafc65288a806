#include "promise_worker.h"

namespace tg::addon {
namespace {

napi_value name_of(napi_env env, const char* name) {
  napi_value value;
  check(napi_create_string_utf8(env, name, NAPI_AUTO_LENGTH, &value));
  return value;
}

// V8 notes the frames now and writes them down only if somebody reads `stack`.
napi_ref note_stack(napi_env env) {
  napi_value error;
  check(napi_create_error(env, nullptr, name_of(env, ""), &error));
  napi_ref reference;
  check(napi_create_reference(env, error, 1, &reference));
  return reference;
}

}  // namespace

napi_value PromiseWorker::start(napi_env env, const char* name, std::unique_ptr<PromiseWorker> worker) {
  const napi_value resource_name = name_of(env, name);
  worker->origin_ = note_stack(env);
  napi_value promise;
  check(napi_create_promise(env, &worker->deferred_, &promise));
  check(napi_create_async_work(env, nullptr, resource_name, execute, complete, worker.get(), &worker->work_));
  check(napi_queue_async_work(env, worker->work_));
  static_cast<void>(worker.release());  // `complete` takes it back
  return promise;
}

void PromiseWorker::execute(napi_env, void* worker) noexcept {
  auto& self = *static_cast<PromiseWorker*>(worker);
  try {
    if (self.is_cancelled()) throw Failure{"cancelled", "the operation was cancelled before it began"};
    const Status status = self.work(self.cancelled_.get());
    const bool stopped = status.code() == Code::limit && self.is_cancelled();
    if (stopped) throw Failure{"cancelled", "the operation was cancelled"};
    check(status);
  } catch (...) {
    self.failure_ = current_failure();
  }
}

void PromiseWorker::complete(napi_env env, napi_status status, void* worker) noexcept {
  const std::unique_ptr<PromiseWorker> self(static_cast<PromiseWorker*>(worker));
  try {
    if (status != napi_ok) self->failure_ = {"cancelled", "the operation never ran"};
    self->settle(env);
  } catch (...) {
    self->reject(env, current_error(env));
  }
  napi_delete_reference(env, self->origin_);
  napi_delete_async_work(env, self->work_);
}

void PromiseWorker::settle(napi_env env) {
  if (!failure_.has_value()) {
    const napi_value value = answer(env);
    check(napi_resolve_deferred(env, deferred_, value));
    return;
  }
  napi_value origin = nullptr;
  check(napi_get_reference_value(env, origin_, &origin));
  reject(env, error_of(env, *failure_, origin));
}

// While the environment shuts down there is no error to be made and nobody to hear of it.
void PromiseWorker::reject(napi_env env, napi_value error) {
  if (error != nullptr) napi_reject_deferred(env, deferred_, error);
}

}  // namespace tg::addon
