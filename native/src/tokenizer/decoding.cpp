#include "tokenizer/decoding.h"

#include <algorithm>
#include <cstring>

#include "base/utf8_validity.h"
#include "tokenizer/byte_alphabet.h"

namespace tg {
namespace {

constexpr std::size_t kStride = 512;  // ids that room is made for at once

// What the reference does without a decoder.
class Spaced final : public Decoder {
 public:
  void decode(const StringList& tokens, StringList& strings) const override {
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      if (i > 0) strings.bytes() += ' ';
      strings.bytes() += tokens[i];
      strings.end_last();
    }
  }
  Reach reach() const override { return Reach::from_first; }
};

const Decoder& decoder_of(const Core& core) {
  static const Spaced spaced;
  return core.decoder ? *core.decoder : spaced;
}

bool is_left_out(std::uint8_t mark, bool skip_special_tokens) {
  return mark & (TokenPage::kAbsent | (skip_special_tokens ? TokenPage::kSpecial : 0));
}

std::size_t id_bound(const Core& core, const AddedVocabulary& added) {
  return std::max(core.vocabulary.table().id_bound(), added.id_bound());
}

}  // namespace

Decoding::Decoding(const Core& core, const AddedVocabulary& added)
    : core_(core),
      added_(added),
      chain_(core.decodes_bytes ? std::nullopt : DecoderChain::of(decoder_of(core))),
      by_stages_(!core.decodes_bytes && !chain_),
      pages_(by_stages_ ? 0 : id_bound(core, added), [this](TokenId first, TokenPage& page) { prepare(first, page); }) {
}

DecodedBytes Decoding::bytes(Ids ids, bool skip_special_tokens, ByteBuffer& buffer) const {
  buffer.clear();
  if (by_stages_) {
    buffer.append(text_by_stages(ids, skip_special_tokens));
    return {buffer.bytes(), is_ascii(buffer.bytes())};
  }
  const auto [begin, end] = inside(ids, skip_special_tokens);
  bool ascii = begin == 0 || append_ends(ids.first(begin), skip_special_tokens, {true, begin == ids.size()}, buffer);
  ascii &= append(ids.subspan(begin, end - begin), skip_special_tokens, buffer);
  if (end < ids.size()) ascii &= append_ends(ids.subspan(end), skip_special_tokens, {end == 0, true}, buffer);
  return {chain_ ? chain_->trimmed(buffer.bytes()) : buffer.bytes(), ascii};
}

// The first token is no part of the inside where the decoder minds it, nor is a run of byte tokens that it may belong
// to; the last one in the same way. Where nothing is left, all is one end.
Decoding::Range Decoding::inside(Ids ids, bool skip_special_tokens) const {
  const bool minds_first = chain_ && chain_->minds_first();
  const bool minds_last = chain_ && chain_->minds_last();
  const auto is_left_out = [&](TokenId id) { return tg::is_left_out(pages_.mark(id), skip_special_tokens); };
  const auto goes_on = [&](TokenId id) { return is_left_out(id) || is_byte(id); };
  std::size_t begin = 0;
  if (minds_first) {
    while (begin < ids.size() && is_left_out(ids[begin])) ++begin;
    if (begin < ids.size()) ++begin;
    while (begin < ids.size() && goes_on(ids[begin])) ++begin;
  }
  std::size_t end = ids.size();
  if (minds_last) {
    while (end > 0 && is_left_out(ids[end - 1])) --end;
    if (end > 0) --end;
    while (end > 0 && goes_on(ids[end - 1])) --end;
  }
  return begin <= end ? Range{begin, end} : Range{ids.size(), ids.size()};
}

bool Decoding::is_byte(TokenId id) const {
  const TokenPage& page = pages_.page(id);
  return (page.mark(id) & TokenPage::kRare) && page.byte(id) >= 0;
}

bool Decoding::append_ends(Ids ids, bool skip_special_tokens, DecoderChain::Ends ends, ByteBuffer& out) const {
  const std::size_t before = out.size();
  chain_->append_ends(names(ids, skip_special_tokens), ends, out);
  return is_ascii(out.bytes().substr(before));
}

bool Decoding::append(Ids ids, bool skip_special_tokens, ByteBuffer& out) const {
  const std::uint8_t stops = TokenPage::kRare | (skip_special_tokens ? TokenPage::kSpecial : 0);
  std::uint8_t seen = 0;
  while (!ids.empty()) {
    ids = ids.subspan(copy_common(ids.first(std::min(ids.size(), kStride)), stops, seen, out));
    if (!ids.empty() && (pages_.mark(ids.front()) & stops)) {
      ids = ids.subspan(append_rare(ids, skip_special_tokens, seen, out));
    }
  }
  return !(seen & TokenPage::kNotAscii);
}

// The hot loop, up to the first token whose mark has one of `stops`. Answers with how many ids it took.
std::size_t Decoding::copy_common(Ids ids, std::uint8_t stops, std::uint8_t& seen, ByteBuffer& out) const {
  const TokenPages::Reader pages(pages_);
  char* to = out.tail(ids.size() * 16);
  std::uint8_t marks = 0;
  std::size_t taken = 0;
  for (; taken < ids.size(); ++taken) {
    const TokenId id = ids[taken];
    const TokenPage& page = pages.page(id);
    const std::uint8_t mark = page.mark(id);
    if (mark & stops) break;
    std::memcpy(to, page.sixteen(id), 16);
    to += mark & TokenPage::kLength;
    marks |= mark;
  }
  out.set_end(to);
  seen |= marks;
  return taken;
}

// Ids from the first one on, which is rare or special: one token, or a run of those that stand for one byte each.
std::size_t Decoding::append_rare(Ids ids, bool skip_special_tokens, std::uint8_t& seen, ByteBuffer& out) const {
  const TokenId id = ids.front();
  const TokenPage& page = pages_.page(id);
  if (is_left_out(page.mark(id), skip_special_tokens)) return 1;
  if (is_byte(id)) return append_run(ids, skip_special_tokens, seen, out);
  out.append(page.long_bytes(id));
  seen |= page.mark(id);
  return 1;
}

std::size_t Decoding::append_run(Ids ids, bool skip_special_tokens, std::uint8_t& seen, ByteBuffer& out) const {
  std::string run;
  std::size_t taken = 0;
  for (; taken < ids.size(); ++taken) {
    const TokenPage& page = pages_.page(ids[taken]);
    if (is_left_out(page.mark(ids[taken]), skip_special_tokens)) continue;
    if (!is_byte(ids[taken])) break;
    run.push_back(static_cast<char>(page.byte(ids[taken])));
  }
  const std::size_t before = out.size();
  chain_->append_run(run, out);
  if (!is_ascii(out.bytes().substr(before))) seen |= TokenPage::kNotAscii;
  return taken;
}

std::string Decoding::text_by_stages(Ids ids, bool skip_special_tokens) const {
  StringList strings;
  decoder_of(core_).decode(names(ids, skip_special_tokens), strings);
  return strings.joined();
}

StringList Decoding::names(Ids ids, bool skip_special_tokens) const {
  StringList names;
  for (const TokenId id : ids) {
    const auto name = this->name(id);
    if (name && !(skip_special_tokens && is_special(id))) names.add(*name);
  }
  return names;
}

void Decoding::prepare(TokenId first, TokenPage& page) const {
  if (!chain_) return prepare_bytes(first, page);
  std::vector<DecoderChain::Name> names(TokenPage::kSize);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto id = static_cast<TokenId>(first + i);
    names[i] = {name(id), is_special(id)};
  }
  chain_->prepare(first, names, page);
}

// Nearly all tokens were mapped to bytes when the tokenizer was made, which is what makes the first text decode fast.
void Decoding::prepare_bytes(TokenId first, TokenPage& page) const {
  const bool raw = core_.vocabulary.alphabet() == TokenAlphabet::bytes;
  const TokenTable* const known = raw ? &core_.vocabulary.table() : core_.mapped.get();
  for (TokenId id = first; id - first < TokenPage::kSize; ++id) {
    const bool is_added = added_.find(id) != nullptr;
    if (!is_added && known && known->has(id)) {
      if ((*known)[id].size() <= ShortKey::kLongest) {
        page.set(id, known->short_key(id), false);
      } else {
        page.set(id, (*known)[id], false);
      }
    } else if (const auto name = this->name(id)) {
      const auto bytes = raw ? std::nullopt : from_stand_ins(*name);
      page.set(id, bytes ? std::string_view(*bytes) : *name, is_added && is_special(id));
    }
  }
}

// What the decoder is given: an added token's content is what it was normalized to.
std::optional<std::string_view> Decoding::name(TokenId id) const {
  if (const auto* const added = added_.find(id)) return added->matched();
  const TokenTable& table = core_.vocabulary.table();
  return table.has(id) ? std::optional(table[id]) : std::nullopt;
}

// The reference asks whether the name that the decoder is given is a special token's content. For a normalized token
// that name is the normalized content, so a special token changed by normalizing ("<s>" to "▁<s>") is not skipped.
bool Decoding::is_special(TokenId id) const {
  const auto* const added = added_.find(id);
  const auto named = added ? added_.find(added->matched()) : std::nullopt;
  return named && added_.find(*named)->special_once;
}

}  // namespace tg
