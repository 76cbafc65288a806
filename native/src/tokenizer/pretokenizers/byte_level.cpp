// ByteLevel: GPT-2's pattern and prefix space. The bytes themselves are left as they are: the model's vocabulary is
// mapped from stand-ins to bytes instead, once.
#include <optional>

#include "base/cancelled.h"
#include "tokenizer/cutting.h"
#include "tokenizer/pre_tokenizer.h"

namespace tg {
namespace {

constexpr char kSpace = ' ';

bool lacks_space(const CutText& text, Span piece) {
  return text.text.bytes[piece.begin] != kSpace;
}

// Rewrites the text with a space before every piece that does not begin with one. The space comes from the character
// that it stands before.
Status add_prefix_spaces(CutText& text) {
  AlignedText spaced;
  text.next.clear();
  CancelPoll cancelled;
  for (const Span piece : text.pieces) {
    if (cancelled()) return check_cancelled();
    const TextView part = text.text.part(piece);
    const auto begin = static_cast<std::uint32_t>(spaced.bytes.size());
    if (lacks_space(text, piece)) {
      spaced.bytes.push_back(kSpace);
      if (part.is_tracked()) spaced.origins.push_back(part.origins.front());
    }
    spaced.bytes.append(part.bytes);
    spaced.origins.insert(spaced.origins.end(), part.origins.begin(), part.origins.end());
    text.next.push_back({begin, static_cast<std::uint32_t>(spaced.bytes.size())});
  }
  return text.go_on_with(std::move(spaced));
}

class ByteLevel final : public PreTokenizer {
 public:
  ByteLevel(bool add_prefix_space, std::optional<TextPattern> pattern)
      : add_prefix_space_(add_prefix_space), pattern_(std::move(pattern)) {}

  Status cut(CutText& text) const override {
    if (add_prefix_space_) TG_RETURN_IF_ERROR(add_prefix_spaces(text));
    if (!pattern_) return {};
    return cut_by_pattern(text, *pattern_, {Delimiter::isolated, false});
  }
  bool is_byte_level() const override { return true; }
  AtSeams at_seams() const override {
    if (add_prefix_space_) return AtSeams::joins;
    return pattern_ ? AtSeams::cuts : AtSeams::blind;
  }
  std::optional<PlainCut> plain_cut() const override {
    if (add_prefix_space_) return std::nullopt;
    return PlainCut{pattern_ ? pattern_->scheme() : std::nullopt};
  }
  void list_patterns(std::vector<PatternUse>& uses) const override {
    if (pattern_) uses.push_back(pattern_->use());
  }

 private:
  bool add_prefix_space_;
  std::optional<TextPattern> pattern_;
};

}  // namespace

MadeStage<PreTokenizer> make_byte_level_pre_tokenizer(const StageSpec& spec) {
  const auto add_prefix_space = read_flag(spec, "add_prefix_space");
  if (!add_prefix_space.ok()) return add_prefix_space.status();
  const auto use_regex = read_flag_or(spec, "use_regex", true);
  if (!use_regex.ok()) return use_regex.status();
  std::optional<TextPattern> pattern;
  if (use_regex.value()) {
    auto gpt2 = TextPattern::gpt2(spec);
    if (!gpt2.ok()) return gpt2.status();
    pattern = std::move(gpt2).value();
  }
  return made<PreTokenizer, ByteLevel>(add_prefix_space.value(), std::move(pattern));
}

}  // namespace tg
