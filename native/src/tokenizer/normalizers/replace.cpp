// Replace: every match of a pattern becomes a fixed text.
#include "tokenizer/normalizer.h"
#include "tokenizer/text_pattern.h"

namespace tg {
namespace {

class Replace final : public Normalizer {
 public:
  Replace(TextPattern pattern, std::string content) : pattern_(std::move(pattern)), content_(std::move(content)) {}

  Status normalize(AlignedText& text, bool track) const override {
    std::vector<Span> matches;
    TG_RETURN_IF_ERROR(pattern_.find_matches(text.bytes, matches));
    if (!matches.empty()) text = rewritten(text, matches, track);
    return {};
  }
  bool keeps(std::string_view text) const override { return pattern_.is_surely_absent(text); }
  void list_patterns(std::vector<PatternUse>& uses) const override { uses.push_back(pattern_.use()); }

 private:
  AlignedText rewritten(const AlignedText& text, const std::vector<Span>& matches, bool track) const {
    AlignedText out;
    out.bytes.reserve(text.bytes.size());
    if (track) out.origins.reserve(text.origins.size());
    std::uint32_t done = 0;
    for (const Span match : matches) {
      copy(text, {done, match.begin}, track, out);
      out.bytes += content_;
      // The new text comes from the last character of what it replaces.
      if (track) out.origins.insert(out.origins.end(), content_.size(), text.origins[match.end - 1]);
      done = match.end;
    }
    copy(text, {done, static_cast<std::uint32_t>(text.bytes.size())}, track, out);
    return out;
  }

  static void copy(const AlignedText& from, Span range, bool track, AlignedText& to) {
    to.bytes.append(from.bytes, range.begin, range.end - range.begin);
    if (!track) return;
    to.origins.insert(to.origins.end(), from.origins.begin() + range.begin, from.origins.begin() + range.end);
  }

  TextPattern pattern_;
  std::string content_;
};

}  // namespace

MadeStage<Normalizer> make_replace_normalizer(const StageSpec& spec) {
  auto pattern = TextPattern::read(spec);
  if (!pattern.ok()) return pattern.status();
  auto content = read_text(spec, "content");
  if (!content.ok()) return content.status();
  return made<Normalizer, Replace>(std::move(pattern).value(), std::move(content).value());
}

}  // namespace tg
