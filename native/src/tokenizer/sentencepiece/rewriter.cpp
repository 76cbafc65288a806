#include "tokenizer/sentencepiece/rewriter.h"

#include <algorithm>

#include "base/cancelled.h"
#include "text/utf8.h"

namespace tg {
namespace {

constexpr std::string_view kVisibleSpace = "\xE2\x96\x81";

// No published table makes a text more than 11 times as long; one that exceeds this is made to exhaust memory.
constexpr std::size_t kLargestGrowth = 1024;

// So that one look at whether the work is cancelled is not far from the next.
constexpr std::size_t kPlainAtOnce = 1024;

Result<TokenTable> read_pieces(const StageSpec& spec, std::string_view field) {
  TokenTable pieces;
  if (spec.options[field].is_null()) return pieces;
  for (const json::Value& piece : spec.options[field].items()) {
    if (!pieces.add(static_cast<TokenId>(pieces.size()), piece.string())) {
      return wrong_field(spec, field, "a list of different pieces");
    }
  }
  return pieces;
}

Result<std::optional<Charsmap>> read_charsmap(const StageSpec& spec) {
  const json::Value& bytes = spec.options["charsmap"];
  if (bytes.is_null()) return std::optional<Charsmap>();
  auto map = Charsmap::read(bytes.string(), spec.where + ".precompiled_charsmap");
  if (!map.ok()) return map.status();
  return std::optional<Charsmap>(std::move(map).value());
}

}  // namespace

Result<Rewriter> Rewriter::read(const StageSpec& spec) {
  auto charsmap = read_charsmap(spec);
  if (!charsmap.ok()) return charsmap.status();
  const auto pieces = read_pieces(spec, "user_defined");
  if (!pieces.ok()) return pieces.status();
  Rewriter made;
  made.charsmap_ = std::move(charsmap).value();
  made.user_defined_ = PrefixMatcher(pieces.value());
  made.add_dummy_ = spec.options["add_dummy_prefix"].boolean();
  made.trims_ = spec.options["remove_extra_whitespaces"].boolean();
  made.dummy_is_suffix_ = spec.options["whitespace_as_suffix"].boolean();
  if (spec.options["escape_whitespaces"].boolean()) made.space_ = kVisibleSpace;
  made.where_ = spec.where;
  made.find_plain_bytes();
  return made;
}

void Rewriter::find_plain_bytes() {
  for (std::size_t byte = 1; byte < 0x80; ++byte) {
    const char unit = static_cast<char>(byte);
    bool plain = byte != ' ' && !user_defined_.may_begin_with({&unit, 1});
    plain = plain && !(charsmap_ && charsmap_->find_longest({&unit, 1}));
    for (int next = 1; plain && charsmap_ && next < 0x80; ++next) {
      const char two[] = {unit, static_cast<char>(next)};
      plain = !charsmap_->may_begin_with({two, 2});
    }
    plain_[byte] = plain;
  }
}

Rewriter::Chunk Rewriter::chunk_at(std::string_view text, std::size_t position) const {
  if (const auto match = user_defined_.find(text, position)) {
    return {text.substr(position, match->size), match->size};
  }
  if (charsmap_) {
    if (const auto rule = charsmap_->find_longest(text.substr(position))) return {rule->replacement, rule->length};
  }
  const std::size_t size = utf8_length(static_cast<unsigned char>(text[position]));
  return {text.substr(position, size), size};
}

std::size_t Rewriter::skip_leading_spaces(std::string_view text) const {
  std::size_t position = 0;
  while (position < text.size()) {
    const Chunk chunk = chunk_at(text, position);
    if (chunk.text != " ") break;
    position += chunk.size;
  }
  return position;
}

// Builds the new text and the places of its bytes side by side.
class Rewriter::Writer {
 public:
  Writer(const Rewriter& rules, std::string& out, std::vector<std::uint32_t>* places)
      : rules_(rules), out_(out), begin_(out.size()), places_(places), after_space_(rules.trims_) {}

  void add_space(std::size_t consumed) { add(rules_.space_, consumed); }

  // Every byte of `text` is its own chunk, and no space.
  void add_plain(std::string_view text, std::size_t consumed) {
    out_.append(text);
    for (std::size_t i = 0; places_ && i < text.size(); ++i) {
      places_->push_back(static_cast<std::uint32_t>(consumed + i));
    }
    after_space_ = false;
  }

  void add_chunk(std::string_view text, std::size_t consumed) {
    while (after_space_ && text.starts_with(' ')) text.remove_prefix(1);
    if (text.empty()) return;
    after_space_ = rules_.trims_ && text.ends_with(' ');
    for (std::size_t space = text.find(' '); space != text.npos; space = text.find(' ')) {
      add(text.substr(0, space), consumed);
      add_space(consumed);
      text.remove_prefix(space + 1);
    }
    add(text, consumed);
  }

  // Answers with how much is consumed when the trimmed spaces are not.
  std::size_t trim_end(std::size_t consumed) {
    const std::string& space = rules_.space_;
    while (size() >= space.size() && out_.ends_with(space)) {
      out_.resize(out_.size() - space.size());
      if (!places_) continue;
      consumed = (*places_)[places_->size() - space.size()];
      places_->resize(places_->size() - space.size());
    }
    return consumed;
  }

  void end(std::size_t consumed) {
    if (places_) places_->push_back(static_cast<std::uint32_t>(consumed));
  }

  std::size_t size() const { return out_.size() - begin_; }

 private:
  void add(std::string_view text, std::size_t consumed) {
    out_.append(text);
    if (places_) places_->insert(places_->end(), text.size(), static_cast<std::uint32_t>(consumed));
  }

  const Rewriter& rules_;
  std::string& out_;
  std::size_t begin_;
  std::vector<std::uint32_t>* places_;
  bool after_space_;
};

Status Rewriter::rewrite(std::string_view text, std::string& out, std::vector<std::uint32_t>* places) const {
  Writer writer(*this, out, places);
  std::size_t at = trims_ ? skip_leading_spaces(text) : 0;
  if (at < text.size()) {
    if (add_dummy_ && !dummy_is_suffix_) writer.add_space(at);
    CancelPoll cancelled;
    while (at < text.size()) {
      if (cancelled()) return check_cancelled();
      at += write_next(text, at, writer);
      if (writer.size() / kLargestGrowth > text.size() + 1) return grows_too_much();
    }
    if (trims_) at = writer.trim_end(at);
    if (add_dummy_ && dummy_is_suffix_) writer.add_space(at);
  }
  writer.end(at);
  return {};
}

// Answers with how much of the text it consumed.
std::size_t Rewriter::write_next(std::string_view text, std::size_t at, Writer& writer) const {
  const std::size_t stop = std::min(text.size(), at + kPlainAtOnce);
  std::size_t end = at;
  while (end < stop && is_plain(text, end)) ++end;
  if (end > at) {
    writer.add_plain(text.substr(at, end - at), at);
    return end - at;
  }
  const Chunk chunk = chunk_at(text, at);
  writer.add_chunk(chunk.text, at);
  return chunk.size;
}

Status Rewriter::grows_too_much() const {
  return Status::error(Code::limit, where_ + ": its table of replacements makes a text more than " +
                                        std::to_string(kLargestGrowth) + " times as long");
}

}  // namespace tg
