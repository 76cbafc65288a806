// DeepSeek-V3 cuts by three patterns, one after the other; this is all three in one pass. The first takes numbers out,
// three digits a piece, the second runs of Han and kana. The third,
//   [!-/:-@[-`{-~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+
// works inside each of these and inside each stretch between them, and sees nothing beyond: a stretch ends as the text
// does. What it does not match, runs of controls, format characters and the like, are pieces, too.
#include "text/patterns/cl100k_family.h"

namespace tg {
namespace {

constexpr unsigned kWord = kLetter | kMark;

// [一-龥぀-ゟ゠-ヿ], whose characters have three bytes.
bool is_han_or_kana(std::string_view text, std::size_t position) {
  if (text.size() - position < 3) return false;
  const auto byte = [&](std::size_t index) -> unsigned { return scan::byte_at(text, position + index); };
  const unsigned bytes = byte(0) << 16 | byte(1) << 8 | byte(2);
  return (0xE38180 <= bytes && bytes <= 0xE383BF) || (0xE4B880 <= bytes && bytes <= 0xE9BEA5);
}

bool is_ascii_letter(std::string_view text, std::size_t position) {
  return position < text.size() && scan::ascii_class_of(scan::byte_at(text, position)) & kLetter;
}

// The characters of a run of Han and kana, or of a stretch that has neither these nor numbers.
struct Stretch {
  std::string_view text;
  bool han_or_kana;

  // Of class 0 behind the end of the stretch.
  scan::Character at(std::size_t position) const {
    const scan::Character character = scan::character_at(text, position);
    const bool stays = (character.length == 3 && is_han_or_kana(text, position)) == han_or_kana;
    return stays && !character.is(kNumber) ? character : scan::Character{0, 0};
  }

  template <unsigned classes>
  std::size_t skip(std::size_t position) const {
    for (scan::Character next = at(position); next.is(classes); next = at(position)) position += next.length;
    return position;
  }

  // [\p{P}\p{S}]*[\r\n]*
  std::size_t signs_end(std::size_t position) const {
    const std::size_t end = skip<kSign>(position);
    return han_or_kana ? end : scan::skip_line_ends(text, end);
  }

  // \s*[\r\n]+|\s+(?!\S)|\s+
  std::size_t space_end(std::size_t position) const {
    const scan::SpaceRun run = scan::space_run_at(text, position);
    if (run.line_end_limit != 0) return run.line_end_limit;
    return run.last_begin == position || at(run.end).char_class == 0 ? run.end : run.last_begin;
  }

  // What no alternative matches. The last character before a word belongs to the word.
  std::size_t rest_end(std::size_t position) const {
    std::size_t end = position;
    for (scan::Character next = at(end); next.is(kOther); next = at(end)) {
      position = end;
      end += next.length;
    }
    return at(end).is(kWord) ? position : end;
  }
};

#if TG_HAVE_WINDOWS

// is_han_or_kana by bytes: U+3040 to U+30FF, U+4E00 to U+9FA5.
TG_WINDOW_TARGET std::uint64_t han_and_kana(const scan::CharWindow& window) {
  const auto between = [&](unsigned first, unsigned last) TG_WINDOW_TARGET {
    return scan::mask_of(window.bytes, scan::IsBetween{static_cast<char>(first), static_cast<char>(last)});
  };
  const std::uint64_t kana = between(0xE3, 0xE3) & between(0x81, 0x83) >> 1;
  const std::uint64_t last_row = (between(0x80, 0xBD) >> 1) | (between(0xBE, 0xBE) >> 1 & between(0x80, 0xA5) >> 2);
  const std::uint64_t han =
      (between(0xE4, 0xE4) & between(0xB8, 0xBF) >> 1) | between(0xE5, 0xE8) | (between(0xE9, 0xE9) & last_row);
  return _pext_u64(kana | han, window.begins);
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

struct DeepSeekV3 {
  static constexpr std::string_view kName = "deepseek-v3";

  static std::size_t piece_end(std::string_view text, std::size_t position) {
    const scan::Character first = scan::character_at(text, position);
    const std::size_t after_first = position + first.length;
    if (first.is(kNumber)) return scan::skip_at_most<kNumber>(text, after_first, 2);

    const Stretch stretch{text, is_han_or_kana(text, position)};
    if (first.is(kWord)) return stretch.skip<kWord>(after_first);
    if (first.is(kSign)) {
      const bool leads = first.length == 1 && is_ascii_letter(text, after_first);
      return leads ? scan::skip_ascii_letters<0x20>(text, after_first) : stretch.signs_end(after_first);
    }
    const scan::Character second = stretch.at(after_first);
    if (second.is(kWord) && !scan::is_line_end(text[position])) return stretch.skip<kWord>(after_first);
    if (second.is(kSign) && text[position] == ' ') return stretch.signs_end(after_first);
    return first.is(kSpace) ? stretch.space_end(position) : stretch.rest_end(position);
  }

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
