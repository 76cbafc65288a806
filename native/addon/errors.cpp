#include "errors.h"

#include <cerrno>
#include <exception>
#include <new>
#include <stdexcept>

#include "environment.h"

namespace tg::addon {
namespace {

bool is_disk_full(int system_error) {
#ifdef EDQUOT
  if (system_error == EDQUOT) return true;
#endif
  return system_error == ENOSPC;
}

const char* code_name(const Status& status) {
  switch (status.code()) {
    case Code::bad_argument:
      return "bad-argument";
    case Code::bad_file:
      return "bad-file";
    case Code::unsupported:
      return "unsupported";
    case Code::not_found:
      return "not-found";
    case Code::refused_token:
      return "special-token-in-text";
    case Code::io:
      return is_disk_full(status.system_error()) ? "no-space" : "io";
    case Code::limit:
      return "limit";
    case Code::ok:
      break;
  }
  return "internal";
}

napi_value string_or_null(napi_env env, const std::string& text) {
  napi_value value = nullptr;
  napi_create_string_utf8(env, text.data(), text.size(), &value);
  return value;
}

// What the loader's factory (see Environment) answers, or null.
napi_value call_factory(napi_env env, const Failure& failure, napi_value message, napi_value origin) {
  Environment* environment = Environment::find(env);
  if (environment == nullptr || environment->make_error() == nullptr) return nullptr;
  napi_value receiver, arguments[4] = {string_or_null(env, failure.code), message, nullptr, origin};
  if (napi_get_undefined(env, &receiver) != napi_ok) return nullptr;
  if (napi_create_int32(env, failure.system_error, &arguments[2]) != napi_ok) return nullptr;
  if (origin == nullptr) arguments[3] = receiver;
  napi_value error = nullptr;
  if (napi_call_function(env, receiver, environment->make_error(), 4, arguments, &error) == napi_ok) return error;
  clear_pending_exception(env);
  return nullptr;
}

// The exception that JavaScript threw, or an error that says which Node-API call failed.
napi_value pending_or_last_error(napi_env env) {
  const napi_extended_error_info* info = nullptr;
  napi_get_last_error_info(env, &info);
  const std::string reason = info != nullptr && info->error_message != nullptr ? info->error_message : "unknown reason";
  bool pending = false;
  napi_value exception = nullptr;
  if (napi_is_exception_pending(env, &pending) == napi_ok && pending) {
    napi_get_and_clear_last_exception(env, &exception);
    return exception;
  }
  return error_of(env, {"internal", "a call of Node-API failed: " + reason}, nullptr);
}

napi_value type_error_of(napi_env env, const WrongCall& wrong) {
  napi_value error = nullptr;
  const napi_value message = string_or_null(env, wrong.message);
  if (message != nullptr) napi_create_type_error(env, nullptr, message, &error);
  return error;
}

}  // namespace

Failure failure_of(const Status& status) {
  return {code_name(status), status.message(), status.system_error()};
}

Failure current_failure() noexcept {
  try {
    throw;
  } catch (const Failure& failure) {
    return failure;
  } catch (const std::bad_alloc&) {
    return {"limit", "not enough memory"};
  } catch (const std::length_error&) {
    return {"limit", "more than fits into memory"};
  } catch (const std::exception& error) {
    return {"internal", error.what()};
  } catch (...) {
    return {"internal", "an unknown exception in the native core"};
  }
}

napi_value current_error(napi_env env) noexcept {
  try {
    throw;
  } catch (const CallFailed&) {
    return pending_or_last_error(env);
  } catch (const WrongCall& wrong) {
    return type_error_of(env, wrong);
  } catch (...) {
    return error_of(env, current_failure(), nullptr);
  }
}

napi_value error_of(napi_env env, const Failure& failure, napi_value origin) noexcept {
  const napi_value message = string_or_null(env, failure.message);
  if (message == nullptr) return nullptr;
  const napi_value made = call_factory(env, failure, message, origin);
  if (made != nullptr) return made;
  napi_value error = nullptr;
  napi_create_error(env, string_or_null(env, failure.code), message, &error);
  return error;
}

void throw_current(napi_env env) noexcept {
  const napi_value error = current_error(env);
  if (error != nullptr) napi_throw(env, error);
}

void clear_pending_exception(napi_env env) noexcept {
  bool pending = false;
  napi_value ignored;
  if (napi_is_exception_pending(env, &pending) == napi_ok && pending) napi_get_and_clear_last_exception(env, &ignored);
}

}  // namespace tg::addon
