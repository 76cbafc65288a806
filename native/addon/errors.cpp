#include "errors.h"

#include <cerrno>
#include <exception>
#include <new>
#include <stdexcept>

#include "addon.h"

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

// What the loader's factory makes, or, where it is missing or fails, a plain error.
Napi::Error error_of(Napi::Env env, const Failure& failure, Napi::Value origin) {
  const Addon* const addon = Addon::find(env);
  if (addon != nullptr && !addon->make_error.IsEmpty()) {
    try {
      return {env, addon->make_error.Call(
                       {Napi::String::New(env, failure.code), Napi::String::New(env, failure.message),
                        Napi::Number::New(env, failure.system_error), origin.IsEmpty() ? env.Undefined() : origin})};
    } catch (const Napi::Error&) {  // the failure at hand matters more
    }
  }
  Napi::Error error = Napi::Error::New(env, failure.message);
  error.Set("code", failure.code);
  return error;
}

}  // namespace tg::addon
