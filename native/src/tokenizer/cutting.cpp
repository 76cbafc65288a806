#include "tokenizer/cutting.h"

#include <utility>

#include "base/cancelled.h"
#include "text/utf8.h"

namespace tg {
namespace {

// Collects pieces from stretches that arrive in order, each a delimiter or not.
class PieceBuilder {
 public:
  PieceBuilder(Delimiter delimiter, std::uint32_t base, std::vector<Span>& pieces)
      : delimiter_(delimiter), base_(base), pieces_(pieces), first_(pieces.size()) {}

  void add(std::uint32_t begin, std::uint32_t end, bool is_delimiter) {
    if (begin == end) return;
    if (pieces_.size() > first_ && joins_previous(is_delimiter)) {
      pieces_.back().end = base_ + end;
    } else if (!(is_delimiter && delimiter_ == Delimiter::removed)) {
      pieces_.push_back({base_ + begin, base_ + end});
    }
    previous_was_delimiter_ = is_delimiter;
  }

 private:
  bool joins_previous(bool is_delimiter) const {
    switch (delimiter_) {
      case Delimiter::contiguous:
        return is_delimiter == previous_was_delimiter_;
      case Delimiter::merged_with_previous:
        return is_delimiter && !previous_was_delimiter_;
      // The last delimiter of a run goes with the text after it. (Seen from the end: the first one.)
      case Delimiter::merged_with_next:
        return !is_delimiter && previous_was_delimiter_;
      default:
        return false;
    }
  }

  Delimiter delimiter_;
  std::uint32_t base_;
  std::vector<Span>& pieces_;
  std::size_t first_;
  bool previous_was_delimiter_ = false;
};

// True when every match is a piece and nothing else is.
bool matches_are_pieces(const TextPattern& pattern, CutRule rule) {
  if (rule.delimiter == Delimiter::removed) return rule.invert;
  return rule.delimiter == Delimiter::isolated && pattern.covers();
}

}  // namespace

Result<Delimiter> read_delimiter(const StageSpec& spec) {
  constexpr std::pair<std::string_view, Delimiter> kNames[] = {
      {"Removed", Delimiter::removed},
      {"Isolated", Delimiter::isolated},
      {"MergedWithPrevious", Delimiter::merged_with_previous},
      {"MergedWithNext", Delimiter::merged_with_next},
      {"Contiguous", Delimiter::contiguous},
  };
  const auto behavior = read_text(spec, "behavior");
  if (!behavior.ok()) return behavior.status();
  for (const auto& [name, delimiter] : kNames) {
    if (behavior.value() == name) return delimiter;
  }
  return wrong_field(spec, "behavior", "Removed, Isolated, MergedWithPrevious, MergedWithNext or Contiguous");
}

CharacterSet::CharacterSet(Contains contains, char32_t last) : contains_(contains), last_(last) {
  for (char32_t c = 0; c < ascii_.size(); ++c) ascii_[c] = contains(c);
}

void CharacterSet::find(std::string_view text, std::vector<Span>& matches) const {
  const auto size = static_cast<std::uint32_t>(text.size());
  CancelPoll cancelled;
  for (std::uint32_t at = 0; at < size && !cancelled();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte < ascii_.size()) {
      if (ascii_[byte]) matches.push_back({at, at + 1});
      ++at;
      continue;
    }
    const Decoded character = decode_utf8(text, at);
    const std::uint32_t end = at + static_cast<std::uint32_t>(character.length);
    if (character.code_point <= last_ && contains_(character.code_point)) matches.push_back({at, end});
    at = end;
  }
}

Status cut_at_characters(CutText& text, CutRule rule, const CharacterSet& delimiters) {
  return cut_pieces(text, rule, [&delimiters](std::string_view bytes, std::vector<Span>& matches) {
    delimiters.find(bytes, matches);
    return Status();
  });
}

Status cut_by_pattern(CutText& text, const TextPattern& pattern, CutRule rule) {
  if (matches_are_pieces(pattern, rule)) return take_matches(text, pattern);
  return cut_pieces(text, rule, [&pattern](std::string_view bytes, std::vector<Span>& matches) {
    return pattern.find_matches(bytes, matches);
  });
}

void append_pieces(CutRule rule, std::span<const Span> matches, std::uint32_t size, std::uint32_t base,
                   std::vector<Span>& pieces) {
  PieceBuilder builder(rule.delimiter, base, pieces);
  std::uint32_t done = 0;
  CancelPoll cancelled;
  for (const Span match : matches) {
    if (cancelled()) return;
    builder.add(done, match.begin, rule.invert);
    builder.add(match.begin, match.end, !rule.invert);
    done = match.end;
  }
  builder.add(done, size, rule.invert);
}

}  // namespace tg
