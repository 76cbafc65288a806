// Replace: every match of a pattern becomes a fixed text.
#include <algorithm>

#include "base/cancelled.h"
#include "text/replace_byte.h"
#include "tokenizer/normalizer.h"
#include "tokenizer/text_pattern.h"

namespace tg {
namespace {

// The expression by which tokenizers made of SentencePiece models put runs of spaces together.
constexpr std::string_view kSpaces = " {2,}";

void append_runs_of_spaces(std::string_view text, std::string_view replacement, ByteWriter& out) {
  std::size_t done = 0;
  CancelPoll cancelled;
  for (std::size_t at = text.find("  "); at != text.npos && !cancelled(); at = text.find("  ", done)) {
    out.append(text.substr(done, at - done));
    out.append(replacement);
    done = std::min(text.find_first_not_of(' ', at), text.size());
  }
  if (is_cancelled()) return;
  out.append(text.substr(done));
}

class Replace final : public Normalizer {
 public:
  Replace(TextPattern pattern, std::string content, std::string where)
      : pattern_(std::move(pattern)), content_(std::move(content)), where_(std::move(where)) {
    finds_spaces_ = pattern_.is_expression(kSpaces);
  }

  Status normalize(AlignedText& text, bool track) const override {
    if (!track && cannot_outgrow(text) && replace_at_once(text.bytes)) return {};
    std::vector<Span> matches;
    TG_RETURN_IF_ERROR(pattern_.find_matches(text.bytes, matches));
    TG_RETURN_IF_ERROR(check_cancelled());
    if (matches.empty()) return {};
    const std::size_t size = rewritten_size(text, matches);
    if (size > text.limit) return grown_too_long(where_, text.limit);
    text = rewritten(text, matches, size, track);
    return {};
  }
  bool keeps(std::string_view text) const override {
    return finds_spaces_ ? text.find("  ") == text.npos : pattern_.is_surely_absent(text);
  }
  void list_patterns(std::vector<PatternUse>& uses) const override { uses.push_back(pattern_.use()); }

 private:
  // Even if all that stands in it were matches of one byte.
  bool cannot_outgrow(const AlignedText& text) const { return text.bytes.size() * content_.size() <= text.limit; }

  std::size_t rewritten_size(const AlignedText& text, const std::vector<Span>& matches) const {
    std::size_t size = text.bytes.size() + matches.size() * content_.size();
    for (const Span match : matches) size -= match.end - match.begin;
    return size;
  }

  // For the patterns that most files have; false for others.
  bool replace_at_once(std::string& text) const {
    if (!finds_spaces_ && !pattern_.is_ascii_character()) return false;
    ByteWriter out(text.size() + text.size() / 2);
    if (finds_spaces_) {
      append_runs_of_spaces(text, content_, out);
    } else {
      append_replacing_byte(text, pattern_.source().front(), content_, out);
    }
    text = out.finish();
    return true;
  }

  AlignedText rewritten(const AlignedText& text, const std::vector<Span>& matches, std::size_t size, bool track) const {
    AlignedText out;
    out.bytes.reserve(size);
    if (track) out.origins.reserve(size);
    std::uint32_t done = 0;
    CancelPoll cancelled;
    for (const Span match : matches) {
      if (cancelled()) return out;
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
  std::string where_;
  bool finds_spaces_;
};

}  // namespace

MadeStage<Normalizer> make_replace_normalizer(const StageSpec& spec) {
  auto pattern = TextPattern::read(spec);
  if (!pattern.ok()) return pattern.status();
  auto content = read_text(spec, "content");
  if (!content.ok()) return content.status();
  return made<Normalizer, Replace>(std::move(pattern).value(), std::move(content).value(), spec.where);
}

}  // namespace tg
