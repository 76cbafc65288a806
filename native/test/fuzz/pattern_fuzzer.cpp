// A split pattern before the first zero byte, a text behind it. What is compiled stays inside the text.
#include <vector>

#include "check.h"
#include "exercise.h"
#include "text/general_matcher.h"
#include "text/utf8.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = tg::test::as_text(data, size);
  const std::size_t end = bytes.find('\0');
  const std::string pattern(bytes.substr(0, end));
  const std::string_view text = end == bytes.npos ? "Hello, world 123\n" : bytes.substr(end + 1);
  const auto compiled = tg::compile_general_pattern(pattern, "fuzz");
  CHECK(compiled.ok() || !compiled.status().message().empty());
  if (!compiled.ok() || !tg::is_valid_utf8(text)) return 0;
  std::vector<tg::Span> matches;
  const tg::Status status = compiled.value()->find_matches(text, matches);
  CHECK(status.ok() || status.code() == tg::Code::limit);
  std::uint32_t done = 0;
  for (const tg::Span match : matches) {
    CHECK(done <= match.begin && match.begin < match.end && match.end <= text.size());
    CHECK(tg::is_valid_utf8(text.substr(match.begin, match.end - match.begin)));
    done = match.end;
  }
  return 0;
}
