#include "tokenizer/decoder_chain.h"

#include "text/utf8.h"
#include "tokenizer/byte_token.h"

namespace tg {
namespace {

// Stands where tokens have neighbours that are not looked at.
constexpr std::string_view kNeighbour = "a";
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

void append_inner(const StringList& strings, std::size_t begin, std::size_t end, ByteBuffer& out) {
  for (std::size_t i = begin; i < end; ++i) out.append(strings[i]);
}

}  // namespace

std::optional<DecoderChain> DecoderChain::of(const Decoder& decoder) {
  std::vector<const Decoder*> stages;
  decoder.list_stages(stages);
  DecoderChain chain;
  for (const Decoder* const stage : stages) {
    if (!chain.add(*stage)) return std::nullopt;
  }
  // A stage could make a byte token of a neighbour that is only there to be one.
  StringList neighbours;
  for (int i = 0; i < 3; ++i) neighbours.add(kNeighbour);
  run(chain.before_, neighbours);
  for (std::size_t i = 0; chain.byte_fallback_ && i < neighbours.size(); ++i) {
    if (named_byte(neighbours[i]) >= 0) return std::nullopt;
  }
  return chain;
}

bool DecoderChain::add(const Decoder& stage) {
  switch (stage.reach()) {
    case Decoder::Reach::token:
    case Decoder::Reach::from_first:
    case Decoder::Reach::until_last:
      return add_token_stage(stage);
    case Decoder::Reach::byte_run:
      if (byte_fallback_ || joined_) return false;
      byte_fallback_ = &stage;
      return true;
    case Decoder::Reach::joined:
      joined_ = true;
      return true;
    case Decoder::Reach::neighbours:
      break;
  }
  return false;
}

bool DecoderChain::add_token_stage(const Decoder& stage) {
  if (joined_) {
    trims_.push_back(&stage);
    return stage.trimmed("").has_value();
  }
  minds_first_ |= stage.reach() == Decoder::Reach::from_first;
  minds_last_ |= stage.reach() == Decoder::Reach::until_last;
  (byte_fallback_ ? after_ : before_).push_back(&stage);
  return true;
}

void DecoderChain::prepare(TokenId first, std::span<const Name> names, TokenPage& page) const {
  StringList strings;
  strings.add(kNeighbour);
  for (const Name& name : names) strings.add(name.text.value_or(""));
  strings.add(kNeighbour);
  run(before_, strings);
  std::vector<int> bytes(names.size(), -1);
  for (std::size_t i = 0; byte_fallback_ && i < names.size(); ++i) bytes[i] = named_byte(strings[i + 1]);
  run(after_, strings);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!names[i].text) continue;
    const auto id = static_cast<TokenId>(first + i);
    if (bytes[i] < 0) {
      page.set(id, strings[i + 1], names[i].special);
    } else {
      page.set_byte(id, static_cast<std::uint8_t>(bytes[i]), names[i].special);
    }
  }
}

void DecoderChain::append_run(std::string_view bytes, ByteBuffer& out) const {
  const bool valid = is_valid_utf8(bytes);
  if (valid && after_.empty()) return out.append(bytes);
  StringList strings;
  strings.add(kNeighbour);
  if (valid) {
    strings.add(bytes);
  } else {
    for (std::size_t i = 0; i < bytes.size(); ++i) strings.add(kReplacement);
  }
  strings.add(kNeighbour);
  run(after_, strings);
  append_inner(strings, 1, strings.size() - 1, out);
}

void DecoderChain::append_ends(const StringList& names, Ends ends, ByteBuffer& out) const {
  StringList strings;
  if (!ends.first) strings.add(kNeighbour);
  for (std::size_t i = 0; i < names.size(); ++i) strings.add(names[i]);
  if (!ends.last) strings.add(kNeighbour);
  run(before_, strings);
  if (byte_fallback_) run({byte_fallback_}, strings);
  run(after_, strings);
  append_inner(strings, ends.first ? 0 : 1, strings.size() - (ends.last ? 0 : 1), out);
}

std::string_view DecoderChain::trimmed(std::string_view text) const {
  for (const Decoder* const stage : trims_) text = *stage->trimmed(text);
  return text;
}

void DecoderChain::run(const Stages& stages, StringList& strings) {
  StringList next;
  for (const Decoder* const stage : stages) {
    next.clear();
    stage->decode(strings, next);
    std::swap(strings, next);
  }
}

}  // namespace tg
