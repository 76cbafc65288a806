// CTC: speech models repeat a token for as long as its sound lasts, and separate true repetitions by a padding token.
#include "tokenizer/decoder.h"
#include "tokenizer/english_clean_up.h"
#include "tokenizer/replacing.h"

namespace tg {
namespace {

class Ctc final : public Decoder {
 public:
  Ctc(std::string pad, std::string delimiter, bool clean_up)
      : pad_(std::move(pad)), delimiter_(std::move(delimiter)), clean_up_(clean_up) {}

  void decode(const StringList& tokens, StringList& strings) const override {
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      if (i > 0 && tokens[i] == tokens[i - 1]) continue;
      std::string text = replaced(tokens[i], pad_, "");
      if (clean_up_) text = replaced(without_artifacts(std::move(text)), delimiter_, " ");
      if (!text.empty()) strings.add(text);
    }
  }
  // A delimiter of nothing stands between all characters.
  std::size_t growth() const override { return clean_up_ && delimiter_.empty() ? 2 : 1; }

 private:
  std::string pad_;
  std::string delimiter_;
  bool clean_up_;
};

}  // namespace

MadeStage<Decoder> make_ctc_decoder(const StageSpec& spec) {
  auto pad = read_text(spec, "pad_token");
  if (!pad.ok()) return pad.status();
  auto delimiter = read_text(spec, "word_delimiter_token");
  if (!delimiter.ok()) return delimiter.status();
  const auto clean_up = read_flag(spec, "cleanup");
  if (!clean_up.ok()) return clean_up.status();
  return made<Decoder, Ctc>(std::move(pad).value(), std::move(delimiter).value(), clean_up.value());
}

}  // namespace tg
