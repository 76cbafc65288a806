// The one asynchronous form of the addon: work on a thread of libuv's pool, its outcome as a promise. The work owns
// copies of all it reads; an error carries the JavaScript stack of the call.
#pragma once

#include <napi.h>

#include <atomic>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "cancel.h"
#include "errors.h"

namespace tg::addon {

class PromiseWorker : public Napi::AsyncWorker {
 public:
  // Queues `worker`, which then owns itself, and answers with its promise.
  static Napi::Value start(std::unique_ptr<PromiseWorker> worker);

 protected:
  // `name` is what diagnostics call the work. `cancelled` null: it cannot be cancelled.
  PromiseWorker(Napi::Env env, const char* name, CancelFlag cancelled);
  // Runs on another thread: no Node-API in here.
  virtual Status work(const std::atomic<bool>* cancelled) = 0;
  // The promise's value, back on the JavaScript thread.
  virtual Napi::Value answer(Napi::Env env) = 0;

 private:
  void Execute() final;
  void OnOK() final;
  Napi::Value outcome();
  bool is_cancelled() const { return cancelled_ != nullptr && cancelled_->load(); }

  CancelFlag cancelled_;
  std::optional<Failure> failure_;
  Napi::Promise::Deferred deferred_;
  Napi::Error origin_;  // made at the call
};

// What a work without a value answers.
struct Done {};
inline Napi::Value answer_done(Napi::Env env, const Done&) {
  return env.Undefined();
}
inline Result<Done> done(Status status) {
  if (!status.ok()) return status;
  return Done{};
}

// Runs `work`, a Result<T>(const std::atomic<bool>* cancelled), and answers with `answer`, a Value(Napi::Env, T&).
template <class Work, class Answer>
Napi::Value run_async(Napi::Env env, const char* name, CancelFlag cancelled, Work work, Answer answer) {
  using Outcome = std::invoke_result_t<Work&, const std::atomic<bool>*>;
  class Worker final : public PromiseWorker {
   public:
    Worker(Napi::Env worker_env, const char* worker_name, CancelFlag flag, Work&& do_work, Answer&& make_answer)
        : PromiseWorker(worker_env, worker_name, std::move(flag)),
          work_(std::move(do_work)),
          answer_(std::move(make_answer)) {}

   private:
    Status work(const std::atomic<bool>* flag) override {
      outcome_.emplace(work_(flag));
      return outcome_->status();
    }
    Napi::Value answer(Napi::Env answer_env) override { return answer_(answer_env, outcome_->value()); }

    Work work_;
    Answer answer_;
    std::optional<Outcome> outcome_;
  };
  return PromiseWorker::start(
      std::make_unique<Worker>(env, name, std::move(cancelled), std::move(work), std::move(answer)));
}

}  // namespace tg::addon
