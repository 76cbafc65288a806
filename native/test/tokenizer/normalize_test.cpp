// What normalizers make of a text, and where the reference says that it came from.
#include "base/json.h"
#include "check.h"
#include "tokenizer/normalizer.h"

namespace tg::test {
namespace {

AlignedText aligned(std::string_view text) {
  AlignedText out;
  for (std::uint32_t at = 0; at < text.size();) {
    std::uint32_t end = at + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
    out.origins.insert(out.origins.end(), end - at, Span{at, end});
    at = end;
  }
  out.bytes = text;
  return out;
}

// "text" and, for every byte, where it came from.
std::string normalized(const std::string& json, std::string_view text) {
  json::Reader reader(json, "test");
  auto options = reader.read_value();
  if (!options.ok()) return options.status().message();
  const auto normalizer = make_normalizer({options.value(), "normalizer"});
  if (!normalizer.ok()) return normalizer.status().message();
  AlignedText now = aligned(text);
  if (const Status status = normalizer.value()->normalize(now, true); !status.ok()) return status.message();
  std::string out = now.bytes + " <-";
  for (const Span origin : now.origins) out += " " + std::to_string(origin.begin) + "-" + std::to_string(origin.end);
  return out;
}

struct Case {
  const char* sentence;
  const char* json;
  const char* text;
  const char* expected;
};

const Case kCases[] = {
    {"what is put in front comes from the first character", R"({"type":"Prepend","prepend":"ab"})", "é",
     "abé <- 0-2 0-2 0-2 0-2"},
    {"nothing is put before nothing", R"({"type":"Prepend","prepend":"ab"})", "", " <-"},
    {"a replacement comes from the last character of what it replaces",
     R"({"type":"Replace","pattern":{"String":"ab"},"content":"xyz"})", "cab", "cxyz <- 0-1 2-3 2-3 2-3"},
    {"a replacement by nothing leaves the rest in place", R"({"type":"Replace","pattern":{"String":"b"},"content":""})",
     "abc", "ac <- 0-1 2-3"},
    {"matches of an expression are replaced", R"({"type":"Replace","pattern":{"Regex":"\\s+"},"content":" "})",
     "a \n b", "a b <- 0-1 3-4 4-5"},
    {"one stage after the other",
     R"({"type":"Sequence","normalizers":[{"type":"Prepend","prepend":" "},)"
     R"({"type":"Replace","pattern":{"String":" "},"content":"_"}]})",
     "a b", "_a_b <- 0-1 0-1 1-2 2-3"},
    {"an empty sequence", R"({"type":"Sequence","normalizers":[]})", "a", "a <- 0-1"},
    {"a composed character comes from its first part", R"({"type":"NFC"})", "e\u0301", "é <- 0-1 0-1"},
    {"parts of a character come from it", R"({"type":"NFD"})", "é", "e\u0301 <- 0-2 0-2 0-2"},
    {"compatibility forms", R"({"type":"NFKC"})", "ﬁ", "fi <- 0-3 0-3"},
};

TEST("normalizers rewrite text and remember where it came from") {
  if (pcre2_version().empty()) return test::skip("this build has no PCRE2");
  for (const Case& c : kCases) {
    const std::string found = normalized(c.json, c.text);
    if (found != c.expected) fail(__FILE__, __LINE__, std::string(c.sentence) + ": found " + found);
  }
}

}  // namespace
}  // namespace tg::test
