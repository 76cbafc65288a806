// ByteFallback: runs of tokens named <0x00> to <0xFF> become the text that their bytes are, or, when they are not
// UTF-8, one U+FFFD a byte.
#include "text/utf8.h"
#include "tokenizer/byte_token.h"
#include "tokenizer/decoder.h"

namespace tg {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

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
  Reach reach() const override { return Reach::byte_run; }
};

}  // namespace

MadeStage<Decoder> make_byte_fallback_decoder(const StageSpec&) {
  return made<Decoder, ByteFallback>();
}

}  // namespace tg
