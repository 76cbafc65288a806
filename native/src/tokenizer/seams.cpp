#include "tokenizer/seams.h"

#include <algorithm>

#include "text/utf8.h"
#include "tokenizer/added_vocabulary.h"
#include "tokenizer/core.h"

namespace tg {
namespace {

constexpr std::size_t kWideBytes = 3;  // of every character here that is not ASCII

bool is_ascii_letter(char c) {
  return ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z');
}

// Hiragana, katakana, ideographs and Hangul syllables, without what else stands in their blocks.
bool is_wide_letter(char32_t c) {
  return (0x3041 <= c && c <= 0x3096) || (0x30A1 <= c && c <= 0x30FA) || (0x4E00 <= c && c <= 0x9FFF) ||
         (0xAC00 <= c && c <= 0xD7A3);
}

// Characters beside these letters that are no white space: signs in wide forms, too.
bool is_wide(char32_t c) {
  return (0x3001 <= c && c <= 0x9FFF) || (0xAC00 <= c && c <= 0xD7A3) || (0xFF01 <= c && c <= 0xFF5E);
}

// The character of three bytes that begins at, or ends before, `at`; 0 when there is none.
char32_t wide_at(std::string_view text, std::size_t at) {
  if (at + kWideBytes > text.size() || (static_cast<unsigned char>(text[at]) >> 4) != 0xE) return 0;
  return decode_utf8(text, at).code_point;
}
char32_t wide_before(std::string_view text, std::size_t at) {
  return at < kWideBytes ? 0 : wide_at(text, at - kWideBytes);
}

bool begins_letter(std::string_view text, std::size_t at) {
  return at < text.size() && (is_ascii_letter(text[at]) || is_wide_letter(wide_at(text, at)));
}

bool ends_visibly(std::string_view text, std::size_t at) {
  return at > 0 && (('!' <= text[at - 1] && text[at - 1] <= '~') || is_wide(wide_before(text, at)));
}

// U+3001, U+3002, and the wide forms of ! , : ; ?
bool is_pause(char32_t c) {
  return c == 0x3001 || c == 0x3002 || c == 0xFF01 || c == 0xFF0C || c == 0xFF1A || c == 0xFF1B || c == 0xFF1F;
}

bool is_word_seam(std::string_view text, std::size_t at) {
  return at > 0 && at + 1 < text.size() && text[at] == ' ' && is_ascii_letter(text[at - 1]) &&
         is_ascii_letter(text[at + 1]);
}

bool is_line_seam(std::string_view text, std::size_t at) {
  return at > 1 && text[at - 1] == '\n' && ends_visibly(text, at - 1) && begins_letter(text, at);
}

bool is_clause_seam(std::string_view text, std::size_t at) {
  return is_pause(wide_at(text, at)) && is_wide_letter(wide_before(text, at)) && begins_letter(text, at + kWideBytes);
}

bool is_seam(std::string_view text, std::size_t at) {
  return is_word_seam(text, at) || is_line_seam(text, at) || is_clause_seam(text, at);
}

// ---- added tokens ---------------------------------------------------------------------------------------------------

// Whether some text has a seam inside `content`, or at an edge of it where the token asks what is beyond. (A normalizer
// may make a space of a line end.)
bool reaches_across(std::string_view content, const AddedToken& token) {
  if (content.empty()) return false;
  if (content.find('\n') != content.npos || (token.normalized && content.find(' ') != content.npos)) return true;
  const std::string around = std::string(content) + "a";
  for (std::size_t at = 1; at < content.size(); ++at) {
    if (is_seam(around, at)) return true;
  }
  if (token.lstrip && begins_letter(content, 0)) return true;
  if (token.rstrip && is_ascii_letter(content.back())) return true;
  return token.single_word && (content.starts_with(' ') || is_pause(wide_at(content, 0)));
}

bool cuts(const PreTokenizer* pre_tokenizer) {
  return pre_tokenizer && pre_tokenizer->at_seams() == AtSeams::cuts;
}

bool is_blind(const Normalizer* normalizer) {
  return !normalizer || normalizer->at_seams() != AtSeams::joins;
}

}  // namespace

std::size_t next_seam(std::string_view text, std::size_t from) {
  for (std::size_t at = from + 1; at < text.size(); ++at) {
    if (is_seam(text, at)) return at;
  }
  return text.size();
}

std::size_t last_seam(std::string_view text) {
  for (std::size_t at = text.size(); at > 1; --at) {
    if (is_seam(text, at - 1)) return at - 1;
  }
  return 0;
}

bool has_seams(const Core& core, const AddedVocabulary& added) {
  if (!cuts(core.pre_tokenizer.get()) || !is_blind(core.normalizer.get())) return false;
  return std::ranges::none_of(added.entries(), [](const AddedVocabulary::Entry& entry) {
    return reaches_across(entry.token.content, entry.token) || reaches_across(entry.matched(), entry.token);
  });
}

std::string_view first_part(std::string_view text, std::size_t size) {
  return text.size() <= size ? text : text.substr(0, next_seam(text, size));
}

std::vector<std::string_view> parts_at_seams(std::string_view text, std::size_t size) {
  std::vector<std::string_view> parts;
  for (; !text.empty(); text.remove_prefix(parts.back().size())) parts.push_back(first_part(text, size));
  return parts;
}

}  // namespace tg
