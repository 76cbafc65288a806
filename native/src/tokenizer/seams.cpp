#include "tokenizer/seams.h"

#include <algorithm>
#include <bit>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "text/unicode.h"
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

bool is_ascii(char c) {
  return static_cast<unsigned char>(c) < 0x80;
}

bool begins_any_letter(std::string_view text, std::size_t at) {
  if (at >= text.size()) return false;
  return is_ascii(text[at]) ? is_ascii_letter(text[at]) : is_letter(decode_utf8(text, at).code_point);
}

bool ends_any_letter(std::string_view text, std::size_t at) {
  if (at == 0) return false;
  if (is_ascii(text[at - 1])) return is_ascii_letter(text[at - 1]);
  return is_letter(decode_utf8(text, begin_of_character(text, at)).code_point);
}

bool is_word_seam(std::string_view text, std::size_t at) {
  return text[at] == ' ' && ends_any_letter(text, at) && begins_any_letter(text, at + 1);
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

// ---- finding them ---------------------------------------------------------------------------------------------------

// Whether there may be a seam: at the first of some spaces, behind the last of some line ends, or where the first byte
// of a pause stands.
bool may_be_seam(std::string_view text, std::size_t at) {
  return (text[at] == ' ' && text[at - 1] != ' ') || (text[at - 1] == '\n' && text[at] != '\n') || text[at] == '\xE3' ||
         text[at] == '\xEF';
}

#if defined(__SSE2__)
// The places of the next sixteen where there may be one, a bit each. REQUIRES: at > 0, sixteen bytes at `at`.
unsigned may_be_seams(std::string_view text, std::size_t at) {
  const auto load = [&](std::size_t from) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + from));
  };
  const auto where = [](__m128i bytes, char byte) { return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(byte)); };
  const __m128i before = load(at - 1);
  const __m128i bytes = load(at);
  const __m128i space = _mm_andnot_si128(where(before, ' '), where(bytes, ' '));
  const __m128i line = _mm_andnot_si128(where(bytes, '\n'), where(before, '\n'));
  const __m128i wide = _mm_or_si128(where(bytes, '\xE3'), where(bytes, '\xEF'));
  return static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(space, line), wide)));
}
#endif

// The first place at `at` or behind it where there may be one, or the size of `text`. REQUIRES: at > 0.
std::size_t next_candidate(std::string_view text, std::size_t at) {
#if defined(__SSE2__)
  for (; at + 16 <= text.size(); at += 16) {
    const unsigned found = may_be_seams(text, at);
    if (found != 0) return at + static_cast<std::size_t>(std::countr_zero(found));
  }
#endif
  while (at < text.size() && !may_be_seam(text, at)) ++at;
  return std::min(at, text.size());
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
  if (token.rstrip && ends_any_letter(content, content.size())) return true;
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
  std::size_t at = next_candidate(text, from + 1);
  while (at < text.size() && !is_seam(text, at)) at = next_candidate(text, at + 1);
  return at;
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
