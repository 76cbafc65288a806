// BertNormalizer: what BERT does before it cuts words: cleaning, spaces around Chinese characters, no accents, lower
// case; each if the file says so.
#include <algorithm>
#include <array>

#include "base/cancelled.h"
#include "text/ascii.h"
#include "text/byte_writer.h"
#include "text/dated_properties.h"
#include "text/lower_case.h"
#include "text/normal_forms.h"
#include "text/rewriting.h"
#include "text/unicode.h"
#include "text/utf8.h"
#include "tokenizer/normalizer.h"

namespace tg {
namespace {

struct BertOptions {
  bool clean_text;
  bool handle_chinese_chars;
  bool strip_accents;
  bool lowercase;
};

// Stands for no character in tables of what ASCII becomes.
constexpr char kDropped = '\xFF';

bool is_white(char32_t c) {
  return c == '\t' || c == '\n' || c == '\r' || is_white_space(c);
}

bool is_dropped(char32_t c) {
  if (c == '\t' || c == '\n' || c == '\r') return false;
  return c == 0 || c == 0xFFFD || is_control_or_private_of_8(c);
}

// As BERT counts Chinese characters: the blocks of ideographs, with the gaps of its list.
bool is_chinese(char32_t c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x20000 && c <= 0x2A6DF) ||
         (c >= 0x2A700 && c <= 0x2B81F) || (c >= 0x2B920 && c <= 0x2CEAF) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0x2F800 && c <= 0x2FA1F);
}

void append_clean(std::string& out, char32_t c) {
  if (!is_dropped(c)) append_utf8(out, is_white(c) ? U' ' : c);
}

void append_spaced(std::string& out, char32_t c) {
  const bool chinese = is_chinese(c);
  if (chinese) out.push_back(' ');
  append_utf8(out, c);
  if (chinese) out.push_back(' ');
}

void append_unaccented(std::string& out, char32_t c) {
  if (!is_nonspacing_mark_of_8(c)) append_utf8(out, c);
}

// ---- all stages in one pass, for text whose origins nobody asks for -------------------------------------------------

// Writes what a character becomes. Decomposition orders marks, and only characters of a combining class above 0 change
// places: as long as all of those are dropped, each character can be done by itself.
class OnePass {
 public:
  OnePass(const BertOptions& options, const std::array<char, 128>& ascii, std::string_view text)
      : options_(options), ascii_(ascii), text_(text), out_(text.size()) {}

  // False when some mark stays, and the stages have to be gone through one by one.
  bool run() {
    CancelPoll cancelled;
    for (std::size_t at = 0; at < text_.size() && !cancelled();) {
      const auto byte = static_cast<unsigned char>(text_[at]);
      if (byte < 0x80) {
        at = take_ascii(at);
        continue;
      }
      const Decoded character = decode_utf8(text_, at);
      if (!take(character.code_point)) return false;
      at += character.length;
    }
    return true;
  }
  std::string finish() { return out_.finish(); }

 private:
  // ASCII that is taken between two looks at whether the work is cancelled.
  static constexpr std::size_t kStretch = 512;

  std::size_t take_ascii(std::size_t at) {
    const std::size_t stop = std::min(text_.size(), at + kStretch);
    while (at + ascii::kBlock <= stop) {
      const std::uint64_t block = ascii::load(text_.data() + at);
      if (!ascii::is_printable(block)) break;
      ascii::store(out_.room(ascii::kBlock), options_.lowercase ? ascii::lowered(block) : block);
      out_.advance(ascii::kBlock);
      at += ascii::kBlock;
    }
    const std::size_t end = std::min(at + ascii::kBlock, text_.size());
    for (; at < end && static_cast<unsigned char>(text_[at]) < 0x80; ++at) {
      const char becomes = ascii_[static_cast<unsigned char>(text_[at])];
      *out_.room(1) = becomes;
      out_.advance(becomes == kDropped ? 0 : 1);
    }
    return at;
  }

  bool take(char32_t c) {
    if (options_.clean_text) {
      if (is_dropped(c)) return true;
      if (is_white(c)) c = U' ';
    }
    const bool spaced = options_.handle_chinese_chars && is_chinese(c);
    if (spaced) out_.append(' ');
    const bool done = options_.strip_accents ? take_unaccented(c) : take_lowered(c);
    if (spaced) out_.append(' ');
    return done;
  }

  bool take_unaccented(char32_t c) {
    const Decomposition decomposition = canonical_decomposition(c);
    for (std::size_t i = 0; i < decomposition.size; ++i) {
      const char32_t part = decomposition.parts[i];
      if (is_nonspacing_mark_of_8(part)) continue;
      if (combining_class(part) != 0) return false;
      take_lowered(part);
    }
    return true;
  }

  bool take_lowered(char32_t c) {
    const LowerCase lower = options_.lowercase ? lower_case(c) : LowerCase{c, 0};
    out_.advance(write_utf8(out_.room(4), lower.first));
    if (lower.then != 0) out_.advance(write_utf8(out_.room(4), lower.then));
    return true;
  }

  BertOptions options_;
  const std::array<char, 128>& ascii_;
  std::string_view text_;
  ByteWriter out_;
};

class Bert final : public Normalizer {
 public:
  explicit Bert(BertOptions options) : options_(options) {
    for (char32_t c = 0; c < ascii_.size(); ++c) ascii_[c] = becomes(c);
  }

  Status normalize(AlignedText& text, bool track) const override {
    if (track || !normalize_in_one_pass(text)) normalize_in_stages(text, track);
    return {};
  }
  // Printable ASCII is clean, and neither Chinese nor accented.
  bool keeps(std::string_view text) const override {
    return ascii::is_printable(text) && (!options_.lowercase || ascii::is_lower_case(text));
  }
  AtSeams at_seams() const override { return AtSeams::blind; }

 private:
  char becomes(char32_t c) const {
    if (options_.clean_text) {
      if (is_dropped(c)) return kDropped;
      if (is_white(c)) return ' ';
    }
    return static_cast<char>(options_.lowercase ? lower_case(c).first : c);
  }

  bool normalize_in_one_pass(AlignedText& text) const {
    OnePass pass(options_, ascii_, text.bytes);
    if (!pass.run()) return false;
    text.bytes = pass.finish();
    return true;
  }

  void normalize_in_stages(AlignedText& text, bool track) const {
    if (options_.clean_text) rewrite_characters(text, track, append_clean);
    if (options_.handle_chinese_chars) rewrite_characters(text, track, append_spaced);
    if (options_.strip_accents) {
      tg::normalize(NormalForm::nfd, text, track);
      rewrite_characters(text, track, append_unaccented);
    }
    if (options_.lowercase) rewrite_characters(text, track, append_lower_case);
  }

  BertOptions options_;
  std::array<char, 128> ascii_{};  // what ASCII becomes
};

}  // namespace

MadeStage<Normalizer> make_bert_normalizer(const StageSpec& spec) {
  const auto clean_text = read_flag(spec, "clean_text");
  if (!clean_text.ok()) return clean_text.status();
  const auto handle_chinese_chars = read_flag(spec, "handle_chinese_chars");
  if (!handle_chinese_chars.ok()) return handle_chinese_chars.status();
  const auto lowercase = read_flag(spec, "lowercase");
  if (!lowercase.ok()) return lowercase.status();
  // BERT strips accents where it lowers case, unless the file says otherwise.
  const auto strip_accents = read_flag_or(spec, "strip_accents", lowercase.value());
  if (!strip_accents.ok()) return strip_accents.status();
  return made<Normalizer, Bert>(
      BertOptions{clean_text.value(), handle_chinese_chars.value(), strip_accents.value(), lowercase.value()});
}

}  // namespace tg
