#include "base/find_bytes.h"

#include <string>

#include "check.h"

namespace {

TEST("a string is found where string_view finds it") {
  const std::string text = "abababababababababababababababababababc" + std::string(300, 'a') + "b";
  for (std::size_t size = 0; size < 60; ++size) {
    for (std::size_t begin = 0; begin + size <= text.size(); begin += 7) {
      const std::string needle = text.substr(begin, size);
      for (const std::size_t from : {std::size_t{0}, begin, text.size()}) {
        CHECK_EQUAL(tg::find_bytes(text, needle, from), text.find(needle, from));
      }
    }
  }
  CHECK_EQUAL(tg::find_bytes(text, std::string(40, 'z')), std::string::npos);
}

TEST("a needle of equal bytes is found in a text of them without looking at each place anew") {
  const std::string text(std::size_t{1} << 22, 'a');
  const std::string needle = std::string(std::size_t{1} << 21, 'a') + "b";
  CHECK_EQUAL(tg::find_bytes(text, needle), std::string::npos);
}

}  // namespace
