// A test is TEST("a sentence") { … CHECK(…) … }. Small on purpose: the tests must build where nothing but a compiler is
// installed.
#pragma once

#include <functional>
#include <sstream>
#include <string>
#include <vector>

namespace tg::test {

struct Test {
  std::string file;
  std::string sentence;
  std::function<void()> body;
};

std::vector<Test>& registry();
void fail(const char* file, int line, const std::string& message);
// The test says why it cannot run here (a build without PCRE2, say).
void skip(const std::string& reason);

struct Registration {
  Registration(const char* file, const char* sentence, std::function<void()> body) {
    registry().push_back({file, sentence, std::move(body)});
  }
};

template <class T>
std::string show(const T& value) {
  if constexpr (requires(std::ostringstream & out) { out << value; }) {
    std::ostringstream out;
    out << value;
    return out.str();
  } else if constexpr (requires { value.begin(); }) {
    std::string text = "[";
    for (const auto& item : value) text += (text.size() > 1 ? ", " : "") + show(item);
    return text + "]";
  } else {
    return "(value)";
  }
}

template <class A, class B>
void check_equal(const char* file, int line, const char* what, const A& actual, const B& expected) {
  if (actual == expected) return;
  fail(file, line, std::string(what) + ": found " + show(actual) + ", expected " + show(expected));
}

}  // namespace tg::test

#define TG_TEST_JOIN_(a, b) a##b
#define TG_TEST_JOIN(a, b) TG_TEST_JOIN_(a, b)
#define TEST(sentence)                                                                                              \
  static void TG_TEST_JOIN(tg_test_, __LINE__)();                                                                   \
  static const ::tg::test::Registration TG_TEST_JOIN(tg_registration_, __LINE__)(__FILE__, sentence,                \
                                                                                 TG_TEST_JOIN(tg_test_, __LINE__)); \
  static void TG_TEST_JOIN(tg_test_, __LINE__)()
#define CHECK(condition)                                                             \
  do {                                                                               \
    if (!(condition)) ::tg::test::fail(__FILE__, __LINE__, "not true: " #condition); \
  } while (false)
#define CHECK_EQUAL(actual, expected) ::tg::test::check_equal(__FILE__, __LINE__, #actual, actual, expected)
// Ends the test when the status is an error.
#define REQUIRE_OK(status_or_result)                                                               \
  do {                                                                                             \
    if (const ::tg::Status tg_status = ::tg::test::status_of(status_or_result); !tg_status.ok()) { \
      ::tg::test::fail(__FILE__, __LINE__, #status_or_result ": " + tg_status.message());          \
      return;                                                                                      \
    }                                                                                              \
  } while (false)

#include "tokengraft/status.h"

namespace tg::test {
inline const Status& status_of(const Status& status) {
  return status;
}
template <class T>
const Status& status_of(const Result<T>& result) {
  return result.status();
}
}  // namespace tg::test
