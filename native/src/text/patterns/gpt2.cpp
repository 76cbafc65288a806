// GPT-2's pattern. Its three spellings (contractions factored out or not, possessive or not) have the same matches,
// because no alternative can give characters back to a later one.
#include "text/patterns/scanner_frame.h"

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

#if TG_HAVE_WINDOWS
  // Every run is a piece, with the blank before it; of white space, the last character is always cut off.
  TG_WINDOW_TARGET static std::uint64_t begins(std::string_view text, const scan::CharWindow& window) {
    const std::uint64_t words = scan::run_begins(window.letter()) | scan::run_begins(window.number) |
                                scan::run_begins(window.other | window.mark);
    const std::uint64_t begins =
        (words & ~(window.blank << 1)) | scan::run_begins(window.space) | scan::last_spaces(window);
    return scan::with_contractions(text, window, begins & window.apostrophe, begins, scan::contraction_length);
  }
#endif
};

}  // namespace

std::shared_ptr<const SplitPattern> make_gpt2_scanner(scan::Lanes lanes) {
  return scan::make_scanner<Gpt2>(lanes);
}

}  // namespace tg
