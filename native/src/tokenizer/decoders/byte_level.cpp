// ByteLevel: a token written all in GPT-2's stand-ins is the bytes that they stand for, any other is itself. All bytes
// together are then read as UTF-8, with U+FFFD for what is not.
#include "text/utf8.h"
#include "tokenizer/byte_alphabet.h"
#include "tokenizer/decoder.h"

namespace tg {
namespace {

class ByteLevel final : public Decoder {
 public:
  void decode(const StringList& tokens, StringList& strings) const override {
    std::string bytes;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const auto mapped = from_stand_ins(tokens[i]);
      bytes.append(mapped ? std::string_view(*mapped) : tokens[i]);
    }
    append_utf8_lossy(strings.bytes(), bytes);
    strings.end_last();
  }
  bool is_byte_level() const override { return true; }
};

}  // namespace

MadeStage<Decoder> make_byte_level_decoder(const StageSpec&) {
  return made<Decoder, ByteLevel>();
}

}  // namespace tg
