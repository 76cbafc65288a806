// The one asynchronous form of the addon: work on a thread of libuv's pool, its outcome as a promise. The work owns
// copies of all it reads; an error carries the JavaScript stack of the call.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "cancel.h"
#include "errors.h"
#include "js.h"
#include "tokengraft/status.h"

namespace tg::addon {

class PromiseWorker {
 public:
  virtual ~PromiseWorker() = default;
  PromiseWorker(const PromiseWorker&) = delete;
  PromiseWorker& operator=(const PromiseWorker&) = delete;

  // Queues `worker` and answers with its promise. `name` is what diagnostics call it.
  static napi_value start(napi_env env, const char* name, std::unique_ptr<PromiseWorker> worker);

 protected:
  explicit PromiseWorker(CancelFlag cancelled) : cancelled_(std::move(cancelled)) {}
  // Runs on another thread: no Node-API in here.
  virtual Status work(const std::atomic<bool>* cancelled) = 0;
  // The promise's value, back on the JavaScript thread.
  virtual napi_value answer(napi_env env) = 0;

 private:
  static void execute(napi_env env, void* worker) noexcept;
  static void complete(napi_env env, napi_status status, void* worker) noexcept;
  void settle(napi_env env);
  void reject(napi_env env, napi_value error);
  bool is_cancelled() const { return cancelled_ != nullptr && cancelled_->load(); }

  CancelFlag cancelled_;  // null: cannot be cancelled
  std::optional<Failure> failure_;
  napi_deferred deferred_ = nullptr;
  napi_async_work work_ = nullptr;
  napi_ref origin_ = nullptr;  // an Error made at the call
};

// What a work without a value answers.
struct Done {};
inline napi_value answer_done(napi_env env, const Done&) {
  return undefined(env);
}
inline Result<Done> done(Status status) {
  if (!status.ok()) return status;
  return Done{};
}

// Runs `work`, a Result<T>(const std::atomic<bool>* cancelled), and answers with `answer`, a napi_value(napi_env, T&).
template <class Work, class Answer>
napi_value run_async(napi_env env, const char* name, CancelFlag cancelled, Work work, Answer answer) {
  using Outcome = std::invoke_result_t<Work&, const std::atomic<bool>*>;
  class Worker final : public PromiseWorker {
   public:
    Worker(CancelFlag flag, Work&& do_work, Answer&& make_answer)
        : PromiseWorker(std::move(flag)), work_(std::move(do_work)), answer_(std::move(make_answer)) {}

   private:
    Status work(const std::atomic<bool>* flag) override {
      outcome_.emplace(work_(flag));
      return outcome_->status();
    }
    napi_value answer(napi_env answer_env) override { return answer_(answer_env, outcome_->value()); }

    Work work_;
    Answer answer_;
    std::optional<Outcome> outcome_;
  };
  return PromiseWorker::start(env, name,
                              std::make_unique<Worker>(std::move(cancelled), std::move(work), std::move(answer)));
}

}  // namespace tg::addon
