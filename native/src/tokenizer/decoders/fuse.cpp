// Fuse: all strings become one.
#include "tokenizer/decoder.h"

namespace tg {
namespace {

class Fuse final : public Decoder {
 public:
  void decode(const StringList& tokens, StringList& strings) const override { strings.add(tokens.joined()); }
  Reach reach() const override { return Reach::joined; }
};

}  // namespace

MadeStage<Decoder> make_fuse_decoder(const StageSpec&) {
  return made<Decoder, Fuse>();
}

}  // namespace tg
