// Metaspace: SentencePiece's way with spaces. They become a visible character, which may be put before pieces too, and
// each piece is cut before every one of them.
#include "tokenizer/metaspace.h"

#include "base/cancelled.h"
#include "text/replace_byte.h"
#include "tokenizer/pre_tokenizer.h"

namespace tg {
namespace {

class MetaspacePreTokenizer final : public PreTokenizer {
 public:
  explicit MetaspacePreTokenizer(Metaspace options) : options_(std::move(options)) {}

  Status cut(CutText& text) const override {
    if (text.pieces.empty()) return {};
    TG_RETURN_IF_ERROR(text.text.is_tracked() ? rewrite_tracked(text) : rewrite(text));
    if (options_.split) split(text);
    return {};
  }
  bool needs_origins() const override { return options_.prepend == PrependScheme::first; }

 private:
  Status rewrite(CutText& text) const {
    ByteWriter out(text.text.bytes.size() + text.text.bytes.size() / 2);
    text.next.clear();
    CancelPoll cancelled;
    for (const Span piece : text.pieces) {
      if (cancelled()) return check_cancelled();
      const auto begin = static_cast<std::uint32_t>(out.size());
      const TextView part = text.text.part(piece);
      if (wants_prefix(text, piece, part)) out.append(options_.replacement);
      append_replacing_byte(part.bytes, ' ', options_.replacement, out);
      text.next.push_back({begin, static_cast<std::uint32_t>(out.size())});
    }
    return take(text, {out.finish(), {}});
  }

  // The twin that keeps count of where bytes came from.
  Status rewrite_tracked(CutText& text) const {
    AlignedText out;
    out.bytes.reserve(text.text.bytes.size() + text.text.bytes.size() / 2);
    text.next.clear();
    CancelPoll cancelled;
    for (const Span piece : text.pieces) {
      if (cancelled()) return check_cancelled();
      const auto begin = static_cast<std::uint32_t>(out.bytes.size());
      append_piece(text, piece, out);
      text.next.push_back({begin, static_cast<std::uint32_t>(out.bytes.size())});
    }
    return take(text, std::move(out));
  }

  static Status take(CutText& text, AlignedText out) {
    text.begins_text = text.begins_text && text.pieces.front().begin == 0;
    return text.go_on_with(std::move(out));
  }

  // What is put in front comes from the character that it stands before.
  void append_piece(const CutText& text, Span piece, AlignedText& out) const {
    const TextView part = text.text.part(piece);
    if (wants_prefix(text, piece, part)) {
      out.bytes += options_.replacement;
      if (part.is_tracked()) out.origins.resize(out.bytes.size(), part.origins.front());
    }
    CancelPoll cancelled;
    for (std::size_t at = 0; at < part.bytes.size() && !cancelled(); ++at) {
      if (part.bytes[at] == ' ') {
        out.bytes += options_.replacement;
      } else {
        out.bytes += part.bytes[at];
      }
      if (part.is_tracked()) out.origins.resize(out.bytes.size(), part.origins[at]);
    }
  }

  bool wants_prefix(const CutText& text, Span piece, TextView part) const {
    if (options_.prepend == PrependScheme::never) return false;
    if (part.bytes.starts_with(' ') || part.bytes.starts_with(options_.replacement)) return false;
    if (options_.prepend == PrependScheme::always) return true;
    return part.is_tracked() ? part.origins.front().begin == 0 : text.begins_text && piece.begin == 0;
  }

  // Every replacement begins a piece.
  void split(CutText& text) const {
    const std::string_view bytes = text.text.bytes;
    const std::string& sign = options_.replacement;
    text.next.clear();
    CancelPoll cancelled;
    for (const Span piece : text.pieces) {
      const std::string_view part = bytes.substr(0, piece.end);
      std::uint32_t begin = piece.begin;
      for (std::size_t at = part.find(sign, begin + 1); at != part.npos && !cancelled();
           at = part.find(sign, begin + 1)) {
        text.next.push_back({begin, static_cast<std::uint32_t>(at)});
        begin = static_cast<std::uint32_t>(at);
      }
      if (begin < piece.end) text.next.push_back({begin, piece.end});
    }
    text.pieces.swap(text.next);
  }

  Metaspace options_;
};

}  // namespace

MadeStage<PreTokenizer> make_metaspace_pre_tokenizer(const StageSpec& spec) {
  auto options = read_metaspace(spec);
  if (!options.ok()) return options.status();
  return made<PreTokenizer, MetaspacePreTokenizer>(std::move(options).value());
}

}  // namespace tg
