// BPEDecoder: the suffix that ends a word becomes a space, but for the last token's, which vanishes.
#include "tokenizer/decoder.h"
#include "tokenizer/replacing.h"

namespace tg {
namespace {

class Bpe final : public Decoder {
 public:
  explicit Bpe(std::string suffix) : suffix_(std::move(suffix)) {}

  void decode(const StringList& tokens, StringList& strings) const override {
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      append_replaced(tokens[i], suffix_, i + 1 == tokens.size() ? "" : " ", strings.bytes());
      strings.end_last();
    }
  }
  Reach reach() const override { return Reach::until_last; }
  // A suffix of nothing stands between all characters.
  std::size_t growth() const override { return suffix_.empty() ? 2 : 1; }

 private:
  std::string suffix_;
};

}  // namespace

MadeStage<Decoder> make_bpe_decoder(const StageSpec& spec) {
  auto suffix = read_text(spec, "suffix");
  if (!suffix.ok()) return suffix.status();
  return made<Decoder, Bpe>(std::move(suffix).value());
}

}  // namespace tg
