#include "tokenizer/bpe/symbol_reader.h"

#include <algorithm>

#include "text/utf8.h"
#include "tokenizer/byte_alphabet.h"
#include "tokenizer/byte_token.h"

namespace tg {
namespace {

void flush(TokenId id, std::uint32_t size, std::vector<Symbol>& symbols) {
  if (id != TokenTable::kNone) symbols.push_back({id, size});
}

}  // namespace

SymbolReader::SymbolReader(const TokenTable& tokens, SpellingRules rules) : tokens_(tokens), rules_(std::move(rules)) {
  reads_bytes_ = rules_.bytes && is_plain();
  for (unsigned byte = 0; byte < 256; ++byte) {
    const char unit = static_cast<char>(byte);
    single_[byte] = tokens_.find({&unit, 1});
    fallback_[byte] = rules_.byte_fallback ? tokens_.find(byte_token_name(byte)) : TokenTable::kNone;
    if (single_[byte] == TokenTable::kNone && !is_never_in_utf8(static_cast<unsigned char>(byte))) reads_bytes_ = false;
  }
}

bool SymbolReader::read(std::string_view piece, BpeScratch& scratch, bool& dropped) const {
  return read_units(piece, scratch, dropped,
                    [](std::string_view unit) { return static_cast<std::uint32_t>(unit.size()); });
}

bool SymbolReader::read_in_stand_ins(std::string_view piece, BpeScratch& scratch) const {
  bool dropped = false;
  return read_units(piece, scratch, dropped,
                    [](std::string_view unit) { return stand_in_size(static_cast<std::uint8_t>(unit[0])); });
}

template <class SizeOf>
bool SymbolReader::read_units(std::string_view piece, BpeScratch& scratch, bool& dropped, const SizeOf& size_of) const {
  std::vector<Symbol>& symbols = scratch.symbols;
  Unknown pending;
  for (std::size_t position = 0; position < piece.size();) {
    const std::size_t size = unit_size(piece, position);
    std::string_view unit = piece.substr(position, size);
    const std::uint32_t bytes = size_of(unit);
    if (!is_plain()) unit = affixed(unit, position == 0, position + size == piece.size(), scratch.affixed);
    position += size;
    if (const TokenId id = find(unit); id != TokenTable::kNone) {
      flush(pending.id, pending.size, symbols);
      pending = {};
      symbols.push_back({id, bytes});
    } else if (!spell_in_bytes(unit, symbols) && !add_unknown(bytes, pending, symbols, dropped)) {
      return false;
    }
  }
  flush(pending.id, pending.size, symbols);
  return true;
}

std::size_t SymbolReader::unit_size(std::string_view piece, std::size_t position) const {
  return rules_.bytes ? 1 : utf8_length(static_cast<unsigned char>(piece[position]));
}

TokenId SymbolReader::find(std::string_view unit) const {
  return unit.size() == 1 ? single_[static_cast<unsigned char>(unit[0])] : tokens_.find(unit);
}

std::string_view SymbolReader::affixed(std::string_view unit, bool first, bool last, std::string& room) const {
  room.assign(first ? std::string_view() : rules_.prefix);
  room.append(unit);
  if (last) room.append(rules_.suffix);
  return room;
}

// All bytes have a token, or none is used. The unknown characters before them keep waiting, as in the reference.
bool SymbolReader::spell_in_bytes(std::string_view unit, std::vector<Symbol>& symbols) const {
  if (!rules_.byte_fallback) return false;
  const auto token_of = [this](char byte) { return fallback_[static_cast<unsigned char>(byte)]; };
  if (std::ranges::any_of(unit, [&](char byte) { return token_of(byte) == TokenTable::kNone; })) return false;
  for (const char byte : unit) symbols.push_back({token_of(byte), 1});
  return true;
}

bool SymbolReader::add_unknown(std::uint32_t size, Unknown& pending, std::vector<Symbol>& symbols,
                               bool& dropped) const {
  if (!rules_.has_unknown) {
    dropped = true;
    return true;
  }
  if (rules_.unknown == TokenTable::kNone) return false;
  if (pending.id != TokenTable::kNone && rules_.fuse_unknown) {
    pending.size += size;
    return true;
  }
  flush(pending.id, pending.size, symbols);
  pending = {rules_.unknown, size};
  return true;
}

}  // namespace tg
