// Metaspace: the visible character becomes a space again; in the first token it vanishes, because it was put there.
#include "tokenizer/metaspace.h"

#include "tokenizer/decoder.h"
#include "tokenizer/replacing.h"

namespace tg {
namespace {

class MetaspaceDecoder final : public Decoder {
 public:
  explicit MetaspaceDecoder(Metaspace options) : options_(std::move(options)) {}

  void decode(const StringList& tokens, StringList& strings) const override {
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const bool vanishes = i == 0 && options_.prepend != PrependScheme::never;
      append_replaced(tokens[i], options_.replacement, vanishes ? "" : " ", strings.bytes());
      strings.end_last();
    }
  }
  Reach reach() const override { return options_.prepend == PrependScheme::never ? Reach::token : Reach::from_first; }

 private:
  Metaspace options_;
};

}  // namespace

MadeStage<Decoder> make_metaspace_decoder(const StageSpec& spec) {
  auto options = read_metaspace(spec);
  if (!options.ok()) return options.status();
  return made<Decoder, MetaspaceDecoder>(std::move(options).value());
}

}  // namespace tg
