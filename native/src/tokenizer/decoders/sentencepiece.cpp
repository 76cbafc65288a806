// SentencePiece's way back to text: control pieces are invisible, the unknown piece has a surface, runs of byte pieces
// are UTF-8 with U+FFFD for each byte that is not, and the space that was put before the text is taken off.
#include <algorithm>
#include <optional>
#include <vector>

#include "text/utf8.h"
#include "tokenizer/byte_token.h"
#include "tokenizer/decoder.h"
#include "tokenizer/replacing.h"
#include "tokenizer/sentencepiece/rewriter.h"

namespace tg {
namespace {

constexpr std::string_view kVisibleSpace = "\xE2\x96\x81";
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

struct Rules {
  std::vector<std::string> control;  // in order
  std::string unknown;
  std::string unknown_surface;
  bool bytes = false;               // pieces named as bytes are bytes
  bool strips_first_space = false;  // the first of them in a text
  bool strips_all_spaces = false;   // all of them before the first text
  std::optional<Rewriter> denormalizer;
};

// As many replacements as bytes: unlike a lossy decoder, which replaces a malformed sequence once.
void append_bytes(std::string_view run, std::string& out) {
  for (std::size_t at = 0; at < run.size();) {
    const std::size_t size = utf8_length(static_cast<unsigned char>(run[at]));
    const std::string_view character = run.substr(at, size);
    const bool is_character = character.size() == size && is_valid_utf8(character);
    out.append(is_character ? character : kReplacement);
    at += is_character ? size : 1;
  }
}

class SentencePiece final : public Decoder {
 public:
  explicit SentencePiece(Rules rules) : rules_(std::move(rules)) {}

  void decode(const StringList& tokens, StringList& strings) const override {
    const std::string text = join(tokens);
    // A denormalizer cannot fail on what it made once; should it, the text stays as it is.
    if (rules_.denormalizer && rules_.denormalizer->rewrite(text, strings.bytes(), nullptr).ok()) {
      return strings.end_last();
    }
    strings.add(text);
  }

 private:
  std::string join(const StringList& tokens) const {
    std::string text;
    std::string run;
    bool at_beginning = rules_.strips_first_space || rules_.strips_all_spaces;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      if (const int byte = rules_.bytes ? byte_of_piece(tokens[i]) : -1; byte >= 0) {
        run.push_back(static_cast<char>(byte));
        continue;
      }
      append_bytes(run, text);
      run.clear();
      at_beginning = at_beginning && text.empty();
      if (append_piece(tokens[i], at_beginning, text)) at_beginning = false;
    }
    append_bytes(run, text);
    return text;
  }

  // True when the space that belongs to no text has been taken off.
  bool append_piece(std::string_view piece, bool at_beginning, std::string& text) const {
    if (std::ranges::binary_search(rules_.control, piece, std::less<std::string_view>())) return false;
    if (piece == rules_.unknown) {
      text.append(rules_.unknown_surface);
      return false;
    }
    const bool strips = at_beginning && piece.starts_with(kVisibleSpace);
    if (strips) piece.remove_prefix(kVisibleSpace.size());
    append_replaced(piece, kVisibleSpace, " ", text);
    return strips && !rules_.strips_all_spaces;
  }

  Rules rules_;
};

}  // namespace

MadeStage<Decoder> make_sentencepiece_decoder(const StageSpec& spec) {
  Rules rules;
  for (const json::Value& piece : spec.options["control"].items()) rules.control.push_back(piece.string());
  std::ranges::sort(rules.control);
  rules.unknown = spec.options["unknown"].string();
  rules.unknown_surface = spec.options["unknown_surface"].string();
  rules.bytes = spec.options["byte_fallback"].boolean();
  rules.strips_first_space = spec.options["add_dummy_prefix"].boolean();
  rules.strips_all_spaces = spec.options["remove_extra_whitespaces"].boolean();
  if (!spec.options["denormalizer"].is_null()) {
    auto rewriter = Rewriter::read(inner_stage(spec, "denormalizer_spec", spec.options["denormalizer"]));
    if (!rewriter.ok()) return rewriter.status();
    rules.denormalizer = std::move(rewriter).value();
  }
  return made<Decoder, SentencePiece>(std::move(rules));
}

}  // namespace tg
