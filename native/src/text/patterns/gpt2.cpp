// GPT-2's pattern. Its three spellings (contractions factored out or not, possessive or not) have the same matches,
// because no alternative can give characters back to a later one.
#include "text/patterns/scanner.h"

namespace tg {
namespace {

struct Gpt2 {
  static constexpr std::string_view kName = "gpt2";

  static std::size_t piece_end(std::string_view text, std::size_t position) {
    const char byte = text[position];
    if (byte == '\'') {
      if (const std::size_t length = scan::contraction_length(text, position)) return position + length;
    }
    const std::size_t begin = position + (byte == ' ' ? 1 : 0);
    const scan::Character first = scan::character_at(text, begin);
    const std::size_t next = begin + first.length;
    if (first.is(kLetter)) return scan::skip_letters(text, next);
    if (first.is(kNumber)) return scan::skip_run<kNumber>(text, next);
    if (first.is(scan::kSymbol)) return scan::skip_run<scan::kSymbol>(text, next);
    return scan::space_piece_end(text, position, scan::space_run_at(text, position));
  }
};

}  // namespace

std::shared_ptr<const SplitPattern> make_gpt2_scanner() {
  return scan::make_scanner<Gpt2>();
}

}  // namespace tg
