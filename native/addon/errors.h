// Failures on their way to JavaScript. Inside the addon the world's failures are C++ exceptions of type Failure, which
// need no environment and so cross threads; a wrong call is a Napi::TypeError at once. entry.h and promise_worker.h
// catch everything, and throw or reject with what `error_of` makes of it.
#pragma once

#include <napi.h>

#include <string>

#include "tokengraft/status.h"

namespace tg::addon {

// The world is not as it should be: becomes an Error with `code`, made by the loader.
struct Failure {
  std::string code;  // see packages/errors, or "cancelled"
  std::string message;
  int system_error = 0;
};

Failure failure_of(const Status& status);
// The exception being handled, as a value that may cross threads.
Failure current_failure() noexcept;

inline void check(const Status& status) {
  if (!status.ok()) throw failure_of(status);
}

// The result's value, or its failure thrown.
template <class T>
T take(Result<T> result) {
  check(result.status());
  return std::move(result).value();
}

// `origin`: an Error made where an asynchronous call began, or empty.
Napi::Error error_of(Napi::Env env, const Failure& failure, Napi::Value origin = {});

}  // namespace tg::addon
