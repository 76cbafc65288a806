// ByteFallback: runs of tokens named <0x00> to <0xFF> become the text that their bytes are, or, when they are not
// UTF-8, one U+FFFD a byte.
#include "text/utf8.h"
#include "tokenizer/decoder.h"

namespace tg {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The byte that a token names, or -1. (The reference reads the digits with Rust's from_str_radix, which takes "+F".)
int named_byte(std::string_view token) {
  if (token.size() != 6 || !token.starts_with("<0x") || token[5] != '>') return -1;
  const int low = digit(token[4]);
  if (token[3] == '+') return low;
  const int high = digit(token[3]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

void flush(std::string& run, StringList& strings) {
  if (run.empty()) return;
  if (is_valid_utf8(run)) {
    strings.add(run);
  } else {
    for (std::size_t i = 0; i < run.size(); ++i) strings.add(kReplacement);
  }
  run.clear();
}

class ByteFallback final : public Decoder {
 public:
  void decode(const StringList& tokens, StringList& strings) const override {
    std::string run;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      if (const int byte = named_byte(tokens[i]); byte >= 0) {
        run.push_back(static_cast<char>(byte));
        continue;
      }
      flush(run, strings);
      strings.add(tokens[i]);
    }
    flush(run, strings);
  }
};

}  // namespace

MadeStage<Decoder> make_byte_fallback_decoder(const StageSpec&) {
  return made<Decoder, ByteFallback>();
}

}  // namespace tg
