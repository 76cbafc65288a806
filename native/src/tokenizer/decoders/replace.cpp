// Replace: in every token, every match of a pattern becomes a fixed text.
#include <algorithm>

#include "tokenizer/decoder.h"
#include "tokenizer/text_pattern.h"

namespace tg {
namespace {

class Replace final : public Decoder {
 public:
  Replace(TextPattern pattern, std::string content) : pattern_(std::move(pattern)), content_(std::move(content)) {}

  void decode(const StringList& tokens, StringList& strings) const override {
    std::vector<Span> matches;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      matches.clear();
      // A token is too short for a matcher to give up on; should one, the token stays as it is.
      if (!pattern_.find_matches(tokens[i], matches).ok()) matches.clear();
      append_replaced(tokens[i], matches, strings.bytes());
      strings.end_last();
    }
  }
  Reach reach() const override { return Reach::token; }
  // An expression matches one byte at least.
  std::size_t growth() const override {
    const std::size_t match = pattern_.shortest_match();
    return std::max<std::size_t>((content_.size() + match - 1) / match, 1);
  }

 private:
  void append_replaced(std::string_view token, const std::vector<Span>& matches, std::string& out) const {
    std::size_t done = 0;
    for (const Span match : matches) {
      out.append(token.substr(done, match.begin - done)).append(content_);
      done = match.end;
    }
    out.append(token.substr(done));
  }

  TextPattern pattern_;
  std::string content_;
};

}  // namespace

MadeStage<Decoder> make_replace_decoder(const StageSpec& spec) {
  auto pattern = TextPattern::read(spec);
  if (!pattern.ok()) return pattern.status();
  auto content = read_text(spec, "content");
  if (!content.ok()) return content.status();
  return made<Decoder, Replace>(std::move(pattern).value(), std::move(content).value());
}

}  // namespace tg
