// o200k's pattern, window by window.
#include "text/patterns/o200k.h"

#include "text/patterns/cl100k_family.h"

namespace tg {
namespace {

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
    const unsigned count =
        scan::contraction_characters(text, window, at, scan::folded_contraction_length<std::string_view>);
    if (count == 0) continue;
    end = at + count;
    begins &= ~(scan::low_bits(count) << at);
    begins |= std::uint64_t{1} << end;
  }
  return begins;
}

#endif

struct O200k : scan::O200kPieces {
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
