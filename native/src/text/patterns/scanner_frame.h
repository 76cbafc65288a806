// The frame that turns a scheme into a SplitPattern. A scheme has a name, says where the piece at a position ends, and,
// for windows, which characters of one begin pieces.
#pragma once

#include "base/cancelled.h"
#include "text/patterns/lanes.h"
#include "text/patterns/window_scanner.h"

namespace tg::scan {

template <class Pattern>
void find_pieces_one_by_one(std::string_view text, std::vector<Span>& pieces) {
  CancelPoll cancelled;
  for (std::size_t position = 0; position < text.size() && !cancelled();) {
    const std::size_t end = Pattern::piece_end(text, position);
    pieces.push_back({static_cast<std::uint32_t>(position), static_cast<std::uint32_t>(end)});
    position = end;
  }
}

template <class Pattern>
class Scanner final : public SplitPattern {
 public:
  explicit Scanner(Lanes lanes) : find_pieces_(best_way(lanes)) {}

  Status find_matches(std::string_view text, std::vector<Span>& matches) const override {
    find_pieces_(text, matches);
    return {};
  }
  std::string_view engine() const override { return Pattern::kName; }
  bool covers() const override { return true; }
  std::optional<Scheme> scheme() const override { return Pattern::kScheme; }

 private:
  using FindPieces = void (*)(std::string_view text, std::vector<Span>& pieces);

  static FindPieces best_way([[maybe_unused]] Lanes lanes) {
#if TG_HAVE_WINDOWS
    if (lanes == Lanes::widest && have_windows()) return find_pieces_in_windows<Pattern>;
#endif
    return find_pieces_one_by_one<Pattern>;
  }

  FindPieces find_pieces_;
};

template <class Pattern>
std::shared_ptr<const SplitPattern> make_scanner(Lanes lanes) {
  return std::make_shared<Scanner<Pattern>>(lanes);
}

}  // namespace tg::scan
