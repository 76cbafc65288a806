// Cuts text window by window. A window begins where a piece does, so it needs to know nothing of the text before; a
// scheme marks the characters in it that begin pieces, those that depend on text behind the window are forgotten, and
// the next window begins at the last one that is left. A piece that fills its window is cut the slow way.
#pragma once

#include <utility>

#include "base/cancelled.h"
#include "text/patterns/char_window.h"

#if TG_HAVE_WINDOWS

namespace tg::scan {

// No scheme looks further ahead than this (an apostrophe and two letters, and the letter behind them).
inline constexpr unsigned kLookAhead = 3;

// The begins of pieces that no text behind the window can change: not among the last few characters, and not inside
// white space that may go on, because where that is cut depends on its end.
inline std::uint64_t certain_begins(const CharWindow& window, std::uint64_t begins) {
  if (window.count <= kLookAhead) return 1;
  const std::uint64_t solid = ~window.space & low_bits(window.count);
  const auto last_solid = static_cast<unsigned>(64 - std::countl_zero(solid));  // plus one; 0: there is none
  return begins & low_bits(window.count - kLookAhead) & low_bits(last_solid + 1);
}

inline constexpr std::size_t kWrittenAtOnce = 8;

// Pieces being written to the end of a list that grows by blocks.
class SpanWriter {
 public:
  SpanWriter(std::vector<Span>& pieces, std::size_t expected) : pieces_(pieces), size_(pieces.size()) {
    pieces_.resize(size_ + expected);
  }
  ~SpanWriter() { pieces_.resize(size_); }
  SpanWriter(const SpanWriter&) = delete;
  SpanWriter& operator=(const SpanWriter&) = delete;

  // Room for at least one window's pieces.
  Span* room() {
    constexpr std::size_t kNeeded = kWindowBytes + kWrittenAtOnce + 1;
    if (pieces_.size() - size_ < kNeeded) pieces_.resize(pieces_.size() * 2 + kNeeded);
    return pieces_.data() + size_;
  }
  void wrote(std::size_t count) { size_ += count; }

 private:
  std::vector<Span>& pieces_;
  std::size_t size_;
};

// Writes the pieces that end where `ends` has bits, the first one beginning at `position`. Returns where the last ends.
TG_WINDOW_INLINE std::size_t write_pieces(std::uint64_t ends, std::size_t position, SpanWriter& writer) {
  Span* to = writer.room();
  const auto base = static_cast<std::uint32_t>(position);
  const std::size_t last = position + 63 - static_cast<std::size_t>(std::countl_zero(ends));
  const auto count = static_cast<std::size_t>(std::popcount(ends));
  to->begin = base;
  // Eight at a time, the last ones for nothing: a loop that ends at the right one is mispredicted in every window.
  for (std::size_t written = 0; written < count; written += kWrittenAtOnce) {
    for (std::size_t i = 0; i < kWrittenAtOnce; ++i, ++to) {
      const std::uint32_t end = base + static_cast<std::uint32_t>(std::countr_zero(ends));
      to[0].end = end;
      to[1].begin = end;
      ends &= ends - 1;
    }
  }
  writer.wrote(count);
  return last;
}

template <class Pattern>
TG_WINDOW_TARGET void find_pieces_in_windows(std::string_view text, std::vector<Span>& pieces) {
  SpanWriter writer(pieces, text.size() / 4 + kWindowBytes);
  CancelPoll cancelled;
  for (std::size_t position = 0; position < text.size() && !cancelled();) {
    const std::string_view rest = text.substr(position);
    const CharWindow window = char_window(rest);
    const std::uint64_t begins = certain_begins(window, Pattern::begins(rest, window));
    const std::uint64_t ends = to_bytes(window, begins & ~std::uint64_t{1});
    if (ends != 0) {
      position = write_pieces(ends, position, writer);
      continue;
    }
    const std::size_t end = Pattern::piece_end(text, position);
    *writer.room() = {static_cast<std::uint32_t>(position), static_cast<std::uint32_t>(end)};
    writer.wrote(1);
    position = end;
  }
}

// --- what schemes are made of ---

// Where runs of `characters` begin.
inline std::uint64_t run_begins(std::uint64_t characters) {
  return characters & ~(characters << 1);
}

// White space characters that something else stands behind, within the window.
inline std::uint64_t last_spaces(const CharWindow& window) {
  return window.space & ~(window.space >> 1) & low_bits(window.count - 1);
}

// Every `size`-th number of a run, after its first: where \p{N}{1,size} begins again.
inline std::uint64_t number_groups(std::uint64_t numbers, unsigned size) {
  std::uint64_t inside = numbers;  // numbers with size - 1 numbers and one more before them
  for (unsigned i = 0; i < size; ++i) inside &= inside << 1;
  std::uint64_t groups = 0;
  for (std::uint64_t next = (run_begins(numbers) << size) & inside; next != 0; next = (next << size) & inside) {
    groups |= next;
  }
  return groups;
}

// The characters of the contraction at character `at`, which is an apostrophe; 0 when there is none.
template <class Length>
TG_WINDOW_TARGET unsigned contraction_characters(std::string_view text, const CharWindow& window, unsigned at,
                                                 const Length& length) {
  const auto place = static_cast<std::size_t>(std::countr_zero(to_bytes(window, std::uint64_t{1} << at)));
  const std::size_t bytes = length(text, place);
  // The long s takes two bytes.
  return bytes != 0 && byte_at(text, place + 1) >= 0x80 ? 2 : static_cast<unsigned>(bytes);
}

// `begins` with contractions as pieces of their own: at every apostrophe of `apostrophes`.
template <class Length>
TG_WINDOW_TARGET std::uint64_t with_contractions(std::string_view text, const CharWindow& window,
                                                 std::uint64_t apostrophes, std::uint64_t begins,
                                                 const Length& length) {
  for (; apostrophes != 0; apostrophes &= apostrophes - 1) {
    const auto at = static_cast<unsigned>(std::countr_zero(apostrophes));
    if (at + kLookAhead >= window.count) break;
    const unsigned count = contraction_characters(text, window, at, length);
    if (count == 0) continue;
    begins &= ~(low_bits(count - 1) << (at + 1));
    begins |= std::uint64_t{1} << (at + count);
  }
  return begins;
}

}  // namespace tg::scan

#endif
