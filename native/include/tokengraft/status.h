// How the core says that something failed: a value with a code for programs and a sentence for people.
#pragma once

#include <cassert>
#include <optional>
#include <string>
#include <utility>

namespace tg {

enum class Code {
  ok,
  bad_argument,   // the caller's values make no sense together
  bad_file,       // a file contradicts its own format
  unsupported,    // a file asks for something this version cannot do exactly
  not_found,      // a named thing is absent
  refused_token,  // a special token stands in text whose policy is `refuse`
  io,             // the operating system refused; `system_error()` holds its number
  limit,          // a stated limit was reached
};

class [[nodiscard]] Status {
 public:
  Status() = default;
  static Status error(Code code, std::string message) { return Status(code, std::move(message), 0); }
  static Status io(std::string message, int system_error) { return Status(Code::io, std::move(message), system_error); }

  bool ok() const { return code_ == Code::ok; }
  Code code() const { return code_; }
  const std::string& message() const { return message_; }
  int system_error() const { return system_error_; }

 private:
  Status(Code code, std::string message, int system_error)
      : code_(code), message_(std::move(message)), system_error_(system_error) {}

  Code code_ = Code::ok;
  std::string message_;
  int system_error_ = 0;
};

// A value, or the reason why there is none.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}
  Result(Status status) : status_(std::move(status)) { assert(!status_.ok()); }

  bool ok() const { return value_.has_value(); }
  const Status& status() const { return status_; }
  T& value() & { return *value_; }
  const T& value() const& { return *value_; }
  T&& value() && { return *std::move(value_); }
  T* operator->() { return &*value_; }
  const T* operator->() const { return &*value_; }

 private:
  std::optional<T> value_;
  Status status_;
};

}  // namespace tg

// Leaves the current function with the failed Status of `expression`.
#define TG_RETURN_IF_ERROR(expression)                                               \
  do {                                                                               \
    if (::tg::Status tg_status_ = (expression); !tg_status_.ok()) return tg_status_; \
  } while (false)
