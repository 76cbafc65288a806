// Which of the places where an added token's content stands count as the token, and how much white space goes with it.
#include <algorithm>

#include "base/quote.h"
#include "text/unicode.h"
#include "text/utf8.h"
#include "tokenizer/added_vocabulary.h"
#include "tokenizer/word_character.h"

namespace tg {
namespace {

bool is_single_word(std::string_view text, Span span) {
  if (span.begin > 0) {
    const std::size_t before = begin_of_character(text, span.begin);
    if (is_word_character(decode_utf8(text, before).code_point)) return false;
  }
  return span.end == text.size() || !is_word_character(decode_utf8(text, span.end).code_point);
}

// Extends matches over white space, never reading the same stretch twice.
class Stripper {
 public:
  explicit Stripper(std::string_view text) : text_(text) {}

  // Leftwards, but not past the end of the match before.
  std::uint32_t left(std::uint32_t begin, std::uint32_t limit) const {
    while (begin > limit) {
      const std::size_t before = begin_of_character(text_, begin);
      if (!is_white_space(decode_utf8(text_, before).code_point)) break;
      begin = static_cast<std::uint32_t>(before);
    }
    return std::max(begin, limit);
  }

  std::uint32_t right(std::uint32_t end) {
    if (end >= blank_.begin && end <= blank_.end) return blank_.end;
    blank_ = {end, end};
    while (blank_.end < text_.size()) {
      const Decoded character = decode_utf8(text_, blank_.end);
      if (!is_white_space(character.code_point)) break;
      blank_.end += static_cast<std::uint32_t>(character.length);
    }
    return blank_.end;
  }

 private:
  std::string_view text_;
  Span blank_ = {1, 0};  // the white space that was read last
};

Status refused(const AddedMatcher::Pattern& pattern, TextView text, Span span) {
  const std::uint32_t position = text.is_tracked() ? text.origins[span.begin].begin : span.begin;
  return Status::error(Code::refused_token, "the text has the special token " + quote(pattern.name) + " at byte " +
                                                std::to_string(position) +
                                                "; allow it by matching special tokens, or read it as plain text");
}

}  // namespace

AddedMatcher::AddedMatcher(std::vector<Pattern> patterns) : patterns_(std::move(patterns)) {
  std::vector<std::string_view> contents;
  for (const Pattern& pattern : patterns_) contents.push_back(pattern.content);
  matcher_ = ContentMatcher(contents);
  has_special_ = std::ranges::any_of(patterns_, &Pattern::special);
}

Status AddedMatcher::find(TextView text, SpecialPolicy policy, AddedScratch& scratch,
                          std::vector<AddedMatch>& matches) const {
  matches.clear();
  if (empty()) return {};
  matcher_.find(text.bytes, scratch.found);
  Stripper stripper(text.bytes);
  std::uint32_t done = 0;
  for (const ContentMatch& found : scratch.found) {
    const Pattern& pattern = patterns_[found.content];
    if (pattern.special && policy == SpecialPolicy::literal) continue;
    if (pattern.single_word && !is_single_word(text.bytes, found.span)) continue;
    if (pattern.special && policy == SpecialPolicy::refuse) return refused(pattern, text, found.span);
    Span span = found.span;
    if (pattern.lstrip) span.begin = stripper.left(span.begin, done);
    if (pattern.rstrip) span.end = stripper.right(span.end);
    // The white space before it took all of this token. (Where it took more, the reference fails.)
    if (span.begin >= span.end) continue;
    matches.push_back({span, pattern.id});
    done = span.end;
  }
  return {};
}

}  // namespace tg
