// Seams of a text: places between two characters where no stage of a tokenizer joins the two sides, so that each side
// can be encoded alone, on its own core, or not at all. There are three, `|` being the seam:
//   letter | space letter                    words
//   sign or letter, line end | letter        lines that are not blank
//   letter | comma or full stop, letter      clauses of Chinese, Japanese and Korean
// Letters are those of Unicode, and of the last two those of ASCII, Han, kana and Hangul. The pieces of known scanners
// never hold a seam: letters end before a space or a sign, and line ends before a letter.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace tg {

struct Core;
class AddedVocabulary;

// The first seam behind `from`, or the size of `text`. REQUIRES: valid UTF-8.
std::size_t next_seam(std::string_view text, std::size_t from);
// The last seam of `text`, or 0.
std::size_t last_seam(std::string_view text);

// Whether the stages of `core`, and all of `added`, leave the two sides of a seam apart.
bool has_seams(const Core& core, const AddedVocabulary& added);

// The beginning of `text`, up to its first seam behind `size` bytes.
std::string_view first_part(std::string_view text, std::size_t size);
// All of it in such parts.
std::vector<std::string_view> parts_at_seams(std::string_view text, std::size_t size);

}  // namespace tg
