// GPT-2's pattern, window by window.
#include "text/patterns/gpt2.h"

#include "text/patterns/scanner_frame.h"

namespace tg {
namespace {

struct Gpt2 : scan::Gpt2Pieces {
#if TG_HAVE_WINDOWS
  // Every run is a piece, with the blank before it; of white space, the last character is always cut off.
  TG_WINDOW_TARGET static std::uint64_t begins(std::string_view text, const scan::CharWindow& window) {
    const std::uint64_t words = scan::run_begins(window.letter()) | scan::run_begins(window.number) |
                                scan::run_begins(window.other | window.mark);
    const std::uint64_t begins =
        (words & ~(window.blank << 1)) | scan::run_begins(window.space) | scan::last_spaces(window);
    return scan::with_contractions(text, window, begins & window.apostrophe, begins,
                                   scan::contraction_length<std::string_view>);
  }
#endif
};

}  // namespace

std::shared_ptr<const SplitPattern> make_gpt2_scanner(scan::Lanes lanes) {
  return scan::make_scanner<Gpt2>(lanes);
}

}  // namespace tg
