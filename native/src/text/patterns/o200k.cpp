// o200k's pattern: words follow their capitals. With X = [\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}] and Y =
// [\p{Ll}\p{Lm}\p{Lo}\p{M}], a word is X*Y+ or else X+Y*, each with one character before it that is no letter, number
// or line end, and with a contraction behind it.
#include "text/patterns/cl100k_family.h"

namespace tg {
namespace {

constexpr unsigned kBothCases = kCaseless | kMark;  // in X and in Y
constexpr unsigned kHigh = kUpper | kBothCases;     // X
constexpr unsigned kLow = kLower | kBothCases;      // Y

struct HighRun {
  std::size_t end;
  std::size_t shared_end;  // behind the last character that is in Y too; 0: there is none
};

HighRun high_run_at(std::string_view text, std::size_t position) {
  HighRun run{position, 0};
  for (scan::Character next = scan::character_at(text, position); next.is(kHigh);
       next = scan::character_at(text, run.end)) {
    run.end += next.length;
    if (next.is(kBothCases)) run.shared_end = run.end;
  }
  return run;
}

// Where X*Y+ ends that begins at `position`; 0 when it does not match. X* takes all it can. If a lower-case letter
// follows, Y+ begins there; otherwise X* gives back until Y+ has a character, which is the last that both classes
// share.
std::size_t lower_word_end(std::string_view text, const HighRun& run) {
  if (!scan::character_at(text, run.end).is(kLower)) return run.shared_end;
  return scan::skip_letter_run<0, kLow>(text, run.end);
}

// Where a word ends that begins at `position` with a character of class `first`; 0 when no word does. The order is the
// pattern's: X*Y+ behind a leading character, X*Y+ without one, X+Y* behind one. The second way is open only to marks,
// which are both a leading character and part of X and Y; it then matches the mark alone. X+Y* only ever matches a run
// without Y: anything else X*Y+ has taken.
std::size_t word_end(std::string_view text, std::size_t position, scan::Character first) {
  const std::size_t after_first = position + first.length;
  const std::size_t begin = first.is(kLetter) ? position : after_first;
  const HighRun run = high_run_at(text, begin);
  if (const std::size_t end = lower_word_end(text, run)) return end;
  if (first.is(kMark)) return after_first;
  return run.end > begin ? run.end : 0;
}

std::size_t with_contraction(std::string_view text, std::size_t end) {
  if (end == text.size() || text[end] != '\'') return end;
  return end + scan::folded_contraction_length(text, end);
}

// [^\s\p{L}\p{N}]*[\r\n/]*
std::size_t symbols_end(std::string_view text, std::size_t position) {
  position = scan::skip_run<scan::kSymbol>(text, position);
  while (position < text.size() && (scan::is_line_end(text[position]) || text[position] == '/')) {
    ++position;
  }
  return position;
}

#if TG_HAVE_WINDOWS

// The line ends behind symbols, and the line ends and slashes behind those.
std::uint64_t taken_by_symbols(const scan::CharWindow& window) {
  const std::uint64_t takeable = window.line_end | window.slash;
  std::uint64_t taken = 0;
  for (std::uint64_t first = window.line_end & (window.other << 1); first != 0; first &= ~taken) {
    taken |= scan::run_tails(takeable, first & -first);
  }
  return taken;
}

// Where the order of the alternatives decides: capitals beside characters without case, and marks behind symbols. The
// slow way knows.
std::uint64_t doubtful(const scan::CharWindow& window) {
  const std::uint64_t both = window.caseless | window.mark;
  return (window.upper & (both << 1)) | (both & (window.upper << 1)) | (window.mark & (window.other << 1));
}

// `begins` with the contractions behind words taken into them. One behind another is a piece of its own.
TG_WINDOW_TARGET std::uint64_t join_contractions(std::string_view text, const scan::CharWindow& window,
                                                 std::uint64_t words, std::uint64_t begins) {
  unsigned end = 0;
  for (std::uint64_t rest = window.apostrophe & (words << 1); rest != 0; rest &= rest - 1) {
    const auto at = static_cast<unsigned>(std::countr_zero(rest));
    if (at + scan::kLookAhead >= window.count) break;
    if (at == end) continue;
    const unsigned count = scan::contraction_characters(text, window, at, scan::folded_contraction_length);
    if (count == 0) continue;
    end = at + count;
    begins &= ~(scan::low_bits(count) << at);
    begins |= std::uint64_t{1} << end;
  }
  return begins;
}

#endif

struct O200k {
  static constexpr std::string_view kName = "o200k";

  static std::size_t piece_end(std::string_view text, std::size_t position) {
    const scan::Character first = scan::character_at(text, position);
    if (first.is(kNumber)) return scan::skip_at_most<kNumber>(text, position + first.length, 2);
    if (!scan::is_line_end(text[position])) {
      if (const std::size_t end = word_end(text, position, first)) return with_contraction(text, end);
    }
    if (first.is(scan::kSymbol)) return symbols_end(text, position);
    if (text[position] == ' ' && scan::character_at(text, position + 1).is(scan::kSymbol)) {
      return symbols_end(text, position + 1);
    }
    return scan::line_cut_space_end(text, position);
  }

#if TG_HAVE_WINDOWS
  TG_WINDOW_TARGET static std::uint64_t begins(std::string_view text, const scan::CharWindow& window) {
    const std::uint64_t taken = taken_by_symbols(window);
    const scan::Territory territory{window.other & ~taken, window.space & ~taken};
    const std::uint64_t words = window.letter() | window.mark;
    std::uint64_t begins = scan::space_begins(window, territory) | scan::symbol_begins(window, territory) |
                           scan::word_begins(window, territory, words) | (window.upper & (window.lower << 1)) |
                           scan::run_begins(window.number) | scan::number_groups(window.number, 3);
    begins = join_contractions(text, window, words, begins);
    const std::uint64_t doubt = doubtful(window);
    return doubt == 0 ? begins : begins & scan::low_bits(static_cast<unsigned>(std::countr_zero(doubt)));
  }
#endif
};

}  // namespace

std::shared_ptr<const SplitPattern> make_o200k_scanner(scan::Lanes lanes) {
  return scan::make_scanner<O200k>(lanes);
}

}  // namespace tg
