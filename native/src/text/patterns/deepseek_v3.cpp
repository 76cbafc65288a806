// DeepSeek-V3's patterns in one pass, window by window.
#include "text/patterns/deepseek_v3.h"

#include "text/patterns/cl100k_family.h"

namespace tg {
namespace {

#if TG_HAVE_WINDOWS

// is_han_or_kana by bytes: U+3040 to U+30FF, U+4E00 to U+9FA5.
TG_WINDOW_TARGET std::uint64_t han_and_kana(const scan::CharWindow& window) {
  const auto between = [&](unsigned char first, unsigned char last) TG_WINDOW_TARGET {
    return scan::mask_of(window.bytes, scan::IsBetween{first, last});
  };
  const std::uint64_t kana = between(0xE3, 0xE3) & between(0x81, 0x83) >> 1;
  const std::uint64_t last_row = (between(0x80, 0xBD) >> 1) | (between(0xBE, 0xBE) >> 1 & between(0x80, 0xA5) >> 2);
  const std::uint64_t han =
      (between(0xE4, 0xE4) & between(0xB8, 0xBF) >> 1) | between(0xE5, 0xE8) | (between(0xE9, 0xE9) & last_row);
  return window.places.gather(kana | han);
}

// A window's stretches. `edges`: where one begins, but for those beside numbers.
struct Stretches {
  std::uint64_t edges;

  // Those of the characters behind `characters` that are in the same stretch.
  std::uint64_t behind(std::uint64_t characters) const { return (characters << 1) & ~edges; }
  std::uint64_t before(std::uint64_t characters) const { return (characters & ~edges) >> 1; }
  std::uint64_t run_begins(std::uint64_t characters) const { return characters & ~behind(characters); }
};

// \s*[\r\n]+|\s+(?!\S)|\s+ : as in cl100k, but the last blank is cut off only from what is in the same stretch.
std::uint64_t space_begins(const scan::CharWindow& window, const scan::Territory& territory,
                           const Stretches& stretches) {
  const std::uint64_t blanks = territory.blanks(window);
  const std::uint64_t solid = scan::low_bits(window.count) & ~(window.space | window.number);
  return scan::run_begins(territory.spaces) | scan::indents(window, blanks) | (blanks & stretches.before(solid));
}

#endif

struct DeepSeekV3 : scan::DeepSeekV3Pieces {
#if TG_HAVE_WINDOWS
  TG_WINDOW_TARGET static std::uint64_t begins(std::string_view, const scan::CharWindow& window) {
    const std::uint64_t han = window.wide == 0 ? 0 : han_and_kana(window);
    const Stretches stretches{han ^ (han << 1)};
    const std::uint64_t taken = scan::run_tails(window.line_end, window.line_end & stretches.behind(window.sign));
    const scan::Territory territory{window.sign, window.space & ~taken};
    const std::uint64_t signs = stretches.run_begins(window.sign) & ~stretches.behind(window.blank);

    const std::uint64_t letters = (window.upper | window.lower) & ~window.wide;
    const std::uint64_t led_by_signs = letters & ((signs & ~window.wide) << 1);
    const std::uint64_t behind_led = (letters + led_by_signs) & ~letters;

    const std::uint64_t words = window.letter() | window.mark;
    const std::uint64_t rest = window.other & ~window.sign;
    const std::uint64_t leading = stretches.behind(territory.blanks(window) | rest) | led_by_signs;
    return stretches.edges | signs | behind_led | (stretches.run_begins(words) & ~leading) |
           stretches.run_begins(rest) | (rest & stretches.before(words)) | space_begins(window, territory, stretches) |
           scan::run_begins(window.number) | scan::number_groups(window.number, 3);
  }
#endif
};

}  // namespace

std::shared_ptr<const SplitPattern> make_deepseek_v3_scanner(scan::Lanes lanes) {
  return scan::make_scanner<DeepSeekV3>(lanes);
}

}  // namespace tg
