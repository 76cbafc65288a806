// Byte-pair encoding: over bytes (GPT-2, tiktoken) or over characters with byte fallback (Llama 2, Gemma).
// Ids and counts are found the quick way; tokens with their places, which is also the twin of it, piece by piece.
#include <optional>

#include "base/cancelled.h"
#include "base/thread_pool.h"
#include "tokenizer/bpe/quick_encoder.h"
#include "tokenizer/byte_alphabet.h"
#include "tokenizer/model.h"

namespace tg {
namespace {

class Bpe final : public Model {
 public:
  Bpe(BpeTables tables, std::optional<QuickEncoder::Tables> quick) : merger_(std::move(tables)) {
    if (quick) quick_.emplace(merger_, *std::move(quick));
  }

  Status append_ids(std::string_view text, std::span<const Span> pieces, ModelScratch& scratch,
                    IdList& ids) const override {
    IdWriter writer(ids);
    return encode(text, pieces, scratch, writer);
  }
  Status count_ids(std::string_view text, std::span<const Span> pieces, ModelScratch& scratch,
                   std::size_t& count) const override {
    IdCounter counter(count);
    return encode(text, pieces, scratch, counter);
  }
  Status append_tokens(std::string_view text, std::span<const Span> pieces, ModelScratch& scratch,
                       std::vector<PieceToken>& tokens) const override;
  const Merger* merger() const override { return &merger_; }
  std::size_t memory_bytes() const override { return merger_.memory_bytes() + (quick_ ? quick_->memory_bytes() : 0); }

 private:
  template <class Sink>
  Status encode(std::string_view text, std::span<const Span> pieces, ModelScratch& scratch, Sink& sink) const {
    return quick_ ? quick_->encode(text, pieces, scratch, sink) : encode_plainly(text, pieces, scratch.bpe, sink);
  }
  template <class Sink>
  Status encode_plainly(std::string_view text, std::span<const Span> pieces, BpeScratch& scratch, Sink& sink) const;
  void place_in_stand_ins(std::uint32_t number, Span place, std::string_view piece, BpeScratch& scratch,
                          std::vector<PieceToken>& tokens) const;

  Merger merger_;
  std::optional<QuickEncoder> quick_;
};

template <class Sink>
Status Bpe::encode_plainly(std::string_view text, std::span<const Span> pieces, BpeScratch& scratch, Sink& sink) const {
  CancelPoll cancelled;
  for (const Span place : pieces) {
    if (cancelled()) return check_cancelled();
    const std::string_view piece = text.substr(place.begin, place.end - place.begin);
    const TokenId id = merger_.whole_piece(piece, scratch);
    bool dropped = false;
    if (id != TokenTable::kNone) {
      scratch.symbols.assign(1, {id, 0});
    } else if (!merger_.merge(piece, scratch, dropped)) {
      return merger_.tables().missing_unknown(piece);
    }
    auto cursor = sink.room(scratch.symbols.size());
    for (const Symbol symbol : scratch.symbols) Sink::put(cursor, symbol.id);
    sink.wrote(cursor);
  }
  return {};
}

Status Bpe::append_tokens(std::string_view text, std::span<const Span> pieces, ModelScratch& model_scratch,
                          std::vector<PieceToken>& tokens) const {
  BpeScratch& scratch = model_scratch.bpe;
  CancelPoll cancelled;
  for (std::uint32_t i = 0; i < pieces.size(); ++i) {
    if (cancelled()) return check_cancelled();
    const Span place = pieces[i];
    const std::string_view piece = text.substr(place.begin, place.end - place.begin);
    if (const TokenId id = merger_.whole_piece(piece, scratch); id != TokenTable::kNone) {
      tokens.push_back({id, place, i});
      continue;
    }
    bool dropped = false;
    if (!merger_.merge(piece, scratch, dropped)) return merger_.tables().missing_unknown(piece);
    if (dropped && merger_.tables().spelling.bytes) {
      place_in_stand_ins(i, place, piece, scratch, tokens);
      continue;
    }
    std::uint32_t begin = place.begin;
    for (const Symbol symbol : scratch.symbols) {
      tokens.push_back({symbol.id, {begin, begin + symbol.size}, i});
      begin += symbol.size;
    }
  }
  return {};
}

// A byte that left no symbol takes no room either in the reference's places, which count the bytes of stand-ins; from
// there on they are out of step with the text. The same places come out here.
void Bpe::place_in_stand_ins(std::uint32_t number, Span place, std::string_view piece, BpeScratch& scratch,
                             std::vector<PieceToken>& tokens) const {
  std::vector<std::uint32_t> byte_at;
  for (std::uint32_t i = 0; i < piece.size(); ++i) {
    byte_at.insert(byte_at.end(), stand_in_size(static_cast<std::uint8_t>(piece[i])), place.begin + i);
  }
  merger_.merge_in_stand_ins(piece, scratch);
  std::uint32_t begin = 0;
  for (const Symbol symbol : scratch.symbols) {
    tokens.push_back({symbol.id, {byte_at[begin], byte_at[begin + symbol.size - 1] + 1}, number});
    begin += symbol.size;
  }
}

}  // namespace

Result<std::unique_ptr<const Model>> make_bpe_model(const ModelSpec& spec, const ModelContext& context) {
  const TokenTable& names = context.vocabulary.table();
  auto made = BpeTables::make(spec, names, context.bytes);
  if (!made.ok()) return made.status();
  BpeTables& tables = made.value();
  std::optional<QuickEncoder::Tables> quick;
  parallel_for(2, 0, [&](std::size_t part, unsigned) {
    if (part == 0) return tables.set_pairs(spec, names);
    tables.set_tokens(spec, context.tokens.get());
    if (QuickEncoder::fits(tables)) quick = QuickEncoder::make_tables(tables, spec.merges);
  });
  return std::unique_ptr<const Model>(std::make_unique<const Bpe>(std::move(tables), std::move(quick)));
}

}  // namespace tg
