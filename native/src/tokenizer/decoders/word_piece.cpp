// WordPiece: a token that continues a word loses its prefix, any other gets a space before it.
#include "tokenizer/decoder.h"
#include "tokenizer/english_clean_up.h"

namespace tg {
namespace {

class WordPiece final : public Decoder {
 public:
  WordPiece(std::string prefix, bool clean_up) : prefix_(std::move(prefix)), clean_up_(clean_up) {}

  void decode(const StringList& tokens, StringList& strings) const override {
    std::string text;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      text.clear();
      append_joined(tokens[i], i == 0, text);
      strings.add(clean_up_ ? without_artifacts(text) : text);
    }
  }
  Reach reach() const override { return Reach::from_first; }

 private:
  void append_joined(std::string_view token, bool is_first, std::string& text) const {
    const bool continues = !is_first && token.starts_with(prefix_);
    if (continues) token.remove_prefix(prefix_.size());
    if (!continues && !is_first) text += ' ';
    text += token;
  }

  std::string prefix_;
  bool clean_up_;
};

}  // namespace

MadeStage<Decoder> make_word_piece_decoder(const StageSpec& spec) {
  auto prefix = read_text(spec, "prefix");
  if (!prefix.ok()) return prefix.status();
  const auto clean_up = read_flag(spec, "cleanup");
  if (!clean_up.ok()) return clean_up.status();
  return made<Decoder, WordPiece>(std::move(prefix).value(), clean_up.value());
}

}  // namespace tg
