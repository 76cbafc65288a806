// Failures on their way to JavaScript. Inside the addon they are C++ exceptions of the types below; none of them leaves
// it: entry.h and promise_worker.h catch everything and throw or reject with what `current_error` makes of it.
#pragma once

#include <string>

#include "js.h"
#include "tokengraft/status.h"

namespace tg::addon {

// The world is not as it should be: becomes an Error with `code`, made by the loader.
struct Failure {
  std::string code;  // see packages/errors, or "cancelled"
  std::string message;
  int system_error = 0;
};

// The call is wrong: becomes a TypeError.
struct WrongCall {
  std::string message;
};

Failure failure_of(const Status& status);
// The exception being handled, as a value that may cross threads. CallFailed and WrongCall do not occur off the main
// thread.
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

// The JavaScript error for the exception being handled, or null while the environment shuts down.
// `origin`: an Error made where an asynchronous call began, or null.
napi_value current_error(napi_env env) noexcept;
napi_value error_of(napi_env env, const Failure& failure, napi_value origin) noexcept;

// Throws the exception being handled as a JavaScript one.
void throw_current(napi_env env) noexcept;
void clear_pending_exception(napi_env env) noexcept;

}  // namespace tg::addon
