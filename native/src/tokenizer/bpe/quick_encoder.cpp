#include "tokenizer/bpe/quick_encoder.h"

#include "base/cancelled.h"
#include "base/prefetch.h"

namespace tg {
namespace {

// Pieces may be cut between characters when what a character is read as depends on nothing beside it (what is left out
// or unknown lets its neighbours meet, or merges as the unknown token), and merges see characters as they stand in the
// text.
bool may_cut(const BpeTables& tables, const Merges& merges) {
  if (!tables.spells_everything) return false;
  return tables.spelling.bytes || (tables.borders.knows() && !tables.merges_byte_tokens(merges));
}

}  // namespace

bool QuickEncoder::fits(const BpeTables& tables) {
  return tables.spelling.prefix.empty() && tables.spelling.suffix.empty() &&
         tables.tokens->id_bound() <= LineValue::kIdLimit && tables.rank_bound <= LongWordsInTurn::kRankLimit;
}

QuickEncoder::Tables QuickEncoder::make_tables(const BpeTables& tables, const Merges& merges) {
  return {TokenLines(*tables.tokens), may_cut(tables, merges) ? CharacterBorders(*tables.tokens) : CharacterBorders()};
}

QuickEncoder::QuickEncoder(const Merger& merger, Tables tables)
    : merger_(merger),
      lines_(std::move(tables.lines)),
      borders_(std::move(tables.borders)),
      whole_(merger.tables().ignore_merges ? LineValue::kAny : LineValue::kOwn),
      generation_(new_generation()) {
  lines_.set(merger.own());
}

// One call of encode().
template <class Sink>
class QuickEncoder::Run {
 public:
  Run(const QuickEncoder& encoder, std::string_view text, ModelScratch& scratch, Sink& sink)
      : encoder_(encoder),
        merger_(encoder.merger_),
        text_(text),
        bpe_(scratch.bpe),
        room_(scratch.bpe.quick),
        words_(scratch.words.cache),
        sink_(sink) {}

  // As many pieces as are looked up together; how many were.
  Result<std::size_t> block(std::span<const Span> pieces) {
    const std::size_t count = prepare_some(pieces);
    if (count == 0) {
      TG_RETURN_IF_ERROR(huge_piece(pieces.front()));
      return std::size_t{1};
    }
    const std::size_t missing = look_up(count);
    clear();
    for (std::size_t i = 0; i < missing; ++i) {
      const std::uint32_t place = room_.missing[i];
      split(pieces[place], room_.pieces[place], room_.values[place]);
      room_.ends[i] = static_cast<std::uint32_t>(room_.parts.size());
    }
    if (missing > 0) TG_RETURN_IF_ERROR(resolve());
    put_pieces(count, missing);
    return count;
  }

 private:
  using Piece = QuickScratch::Piece;
  using Part = QuickScratch::Part;

  // Longer pieces are split alone: the parts of many would need too much room.
  static constexpr std::size_t kHuge = 128;

  static std::size_t size_of(Span place) { return place.end - place.begin; }
  std::string_view piece_at(Span place) const { return text_.substr(place.begin, size_of(place)); }

  // ---- looking up --------------------------------------------------------------------------------------------------

  std::size_t prepare_some(std::span<const Span> pieces) {
    const std::size_t most = std::min(pieces.size(), QuickScratch::kPieces);
    const std::size_t last = pieces.front().begin + QuickScratch::kBytes;
    for (std::size_t i = 0; i < most; ++i) {
      if (size_of(pieces[i]) > kHuge || pieces[i].end > last) return i;
      prepare(pieces[i], room_.pieces[i]);
    }
    return most;
  }

  void prepare(Span place, Piece& piece) const {
    const std::size_t size = size_of(place);
    piece.line = nullptr;
    if (size > ShortKey::kLongest) return;
    piece.key = text_.size() - place.begin >= 16 ? short_key_at(text_.data() + place.begin, size)
                                                 : short_key_of(piece_at(place));
    piece.line = encoder_.lines_.line_of(piece.key);
    prefetch(piece.line);
  }

  // How many of the first `count` pieces are no token.
  std::size_t look_up(std::size_t count) {
    std::size_t missing = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const LineValue value = value_of(room_.pieces[i]);
      room_.values[i] = value;
      room_.missing[missing] = static_cast<std::uint32_t>(i);
      missing += value.is(encoder_.whole_) ? 0 : 1;
    }
    return missing;
  }

  LineValue value_of(const Piece& piece) const {
    return piece.line ? encoder_.lines_.find(piece.key, piece.line) : LineValue();
  }

  // ---- splitting ---------------------------------------------------------------------------------------------------

  void clear() {
    room_.parts.clear();
    room_.ids.clear();
  }

  // A piece that is no token becomes parts.
  void split(Span place, const Piece& piece, LineValue value) {
    if (piece.line && piece.key.is_ascii()) return add_whole(place, piece, value);
    CharacterBorders::Cut cut(encoder_.borders_, piece_at(place), text_.data() + text_.size());
    if (cut.is_whole()) return add_whole(place, piece, value);
    const std::size_t first = room_.parts.size();
    for (std::uint32_t begin = place.begin; begin < place.end; cut.go_on()) begin = add_part(begin, place, cut, first);
  }

  void add_whole(Span place, const Piece& piece, LineValue value) {
    room_.parts.push_back({piece, place, true, false, 0, value, 0, 0});
    fetch(room_.parts.back());
  }

  // The part of `piece` from `begin` to a cut; answers where that is. Parts before `first` are another piece's.
  std::uint32_t add_part(std::uint32_t begin, Span piece, const CharacterBorders::Cut& cut, std::size_t first) {
    const Span place{begin, piece.begin + static_cast<std::uint32_t>(cut.place())};
    const CharacterIds::Number character = CharacterIds::number_of(piece_at(place));
    if (character != 0 && add_known(character, first)) return place.end;
    room_.parts.push_back({{}, place, false, false, character, {}, 0, 0});
    prepare(place, room_.parts.back());
    return place.end;
  }

  // Characters that are known, one behind the other, are one part.
  bool add_known(CharacterIds::Number character, std::size_t first) {
    const std::size_t count = encoder_.characters_.read(character, room_.ids.room(CharacterIds::kMost));
    if (count == 0) return false;
    if (room_.parts.size() == first || !room_.parts.back().is_known) {
      room_.parts.push_back({{}, {}, false, true, 0, {}, static_cast<std::uint32_t>(room_.ids.size()), 0});
    }
    room_.ids.add(count);
    room_.parts.back().count += static_cast<std::uint32_t>(count);
    return true;
  }

  // Begins to fetch what is remembered of `part`.
  void fetch(const Part& part) const {
    if (part.line) return words_.prefetch(word_of(part));
    const std::string_view text = piece_at(part.place);
    if (LongPieceCache::can_keep(text)) bpe_.long_pieces.prefetch(text);
    if (part.is_whole) merger_.tables().tokens->prefetch(text);
  }

  static WordCache::Key word_of(const Piece& piece) { return {piece.key.low, piece.key.high}; }

  // ---- what parts become -------------------------------------------------------------------------------------------

  Status resolve() {
    // What lies between two cuts is never a piece of its own, so it is a token only if merging says so.
    for (Part& part : room_.parts) {
      if (part.is_whole || part.is_known) continue;
      part.value = value_of(part);
      if (part.value.is(LineValue::kOwn)) {
        keep_one(part, part.value.id());
      } else {
        fetch(part);
      }
    }
    room_.short_words.words.clear();
    room_.long_words.words.clear();
    for (Part& part : room_.parts) {
      if (part.count > 0) continue;
      TG_RETURN_IF_ERROR(part.line ? short_part(part) : long_part(part));
    }
    merge_waiting(room_.short_words);
    merge_waiting(room_.long_words);
    for (const Part& part : room_.parts) {
      if (part.character != 0) encoder_.characters_.keep(part.character, ids_of(part));
    }
    return {};
  }

  std::span<const TokenId> ids_of(const Part& part) const { return {room_.ids.at(part.first), part.count}; }

  // What was written to the room for ids is what `part` becomes.
  void keep(Part& part, std::size_t count) {
    part.first = static_cast<std::uint32_t>(room_.ids.size());
    part.count = static_cast<std::uint32_t>(count);
    room_.ids.add(count);
  }
  void keep_one(Part& part, TokenId id) {
    *room_.ids.room(1) = id;
    keep(part, 1);
  }

  Status short_part(Part& part) {
    // Whether a token is its own result may have been found out since.
    if (part.value.is(LineValue::kUnknown)) part.value = value_of(part);
    if (part.value.is(LineValue::kOwn)) {
      keep_one(part, part.value.id());
      return {};
    }
    if (const WordCache::Entry* const known = words_.find(word_of(part), encoder_.generation_)) {
      known->read(room_.ids.room(WordCache::kMostIds));
      keep(part, known->count());
      return {};
    }
    return begin_merging(part, room_.short_words);
  }

  template <class Words>
  Status begin_merging(Part& part, QuickScratch::Waiting<Words>& waiting) {
    if (waiting.words.is_full()) merge_waiting(waiting);
    const std::string_view text = piece_at(part.place);
    waiting.parts[waiting.words.size()] = static_cast<std::uint32_t>(&part - room_.parts.data());
    if (merger_.reads_bytes()) {
      merger_.read_bytes(text, waiting.words.add(text.size()));
      return {};
    }
    bpe_.symbols.clear();
    if (!merger_.read(text, bpe_)) return merger_.tables().missing_unknown(text);
    if (bpe_.symbols.empty()) return {};
    std::ranges::transform(bpe_.symbols, waiting.words.add(bpe_.symbols.size()), &Symbol::id);
    return {};
  }

  template <class Words>
  void merge_waiting(QuickScratch::Waiting<Words>& waiting) {
    waiting.words.merge(merger_.tables().pairs);
    for (std::size_t i = 0; i < waiting.words.size(); ++i) {
      Part& part = room_.parts[waiting.parts[i]];
      keep(part, waiting.words.read(i, room_.ids.room(Words::kMostSymbols)));
      remember(part);
    }
    waiting.words.clear();
  }

  void remember(const Part& part) {
    if (!part.line) return remember_long(part);
    const std::span<const TokenId> ids = ids_of(part);
    if (part.value.is(LineValue::kUnknown)) {
      const bool own = ids.size() == 1 && ids[0] == part.value.id();
      encoder_.lines_.know(part.key, own);
      if (own) return;
    }
    // The same word may have waited twice.
    if (!words_.find(word_of(part), encoder_.generation_)) words_.keep(word_of(part), encoder_.generation_, ids);
  }
  void remember_long(const Part& part) {
    const std::string_view text = piece_at(part.place);
    if (!LongPieceCache::can_keep(text) || bpe_.long_pieces.find(text, encoder_.generation_)) return;
    bpe_.long_pieces.keep(text, encoder_.generation_, ids_of(part));
  }

  Status long_part(Part& part) {
    const std::string_view text = piece_at(part.place);
    const TokenId id = part.is_whole ? merger_.whole_piece(text, bpe_) : TokenTable::kNone;
    if (id != TokenTable::kNone) {
      keep_one(part, id);
      return {};
    }
    const bool can_keep = LongPieceCache::can_keep(text);
    if (const LongPieceCache::Entry* const known =
            can_keep ? bpe_.long_pieces.find(text, encoder_.generation_) : nullptr) {
      std::ranges::copy(known->ids(), room_.ids.room(known->ids().size()));
      keep(part, known->count());
      return {};
    }
    if (text.size() <= LongWordsInTurn::kMostSymbols) return begin_merging(part, room_.long_words);
    bool dropped = false;
    if (!merger_.merge(text, bpe_, dropped)) return merger_.tables().missing_unknown(text);
    TG_RETURN_IF_ERROR(check_cancelled());  // merging may have stopped half-way, which nobody must remember
    std::ranges::transform(bpe_.symbols, room_.ids.room(bpe_.symbols.size()), &Symbol::id);
    keep(part, bpe_.symbols.size());
    remember(part);
    return {};
  }

  // ---- writing -----------------------------------------------------------------------------------------------------

  using Cursor = typename Sink::Cursor;

  void put_pieces(std::size_t count, std::size_t missing) {
    Cursor cursor = sink_.room(count - missing + ids_of_parts());
    std::size_t done = 0;
    std::size_t parts = 0;
    for (std::size_t i = 0; i < missing; ++i) {
      put_tokens(cursor, done, room_.missing[i]);
      done = room_.missing[i] + 1;
      for (; parts < room_.ends[i]; ++parts) put_part(cursor, room_.parts[parts]);
    }
    put_tokens(cursor, done, count);
    sink_.wrote(cursor);
  }

  std::size_t ids_of_parts() const {
    std::size_t count = 0;
    for (const Part& part : room_.parts) count += part.count;
    return count;
  }

  void put_tokens(Cursor& cursor, std::size_t begin, std::size_t end) const {
    std::array<TokenId, QuickScratch::kSlack> ids;
    for (std::size_t i = begin; i < end; i += ids.size()) {
      for (std::size_t k = 0; k < ids.size(); ++k) ids[k] = room_.values[i + k].id();
      Sink::put(cursor, ids, std::min(end - i, ids.size()));
    }
  }

  void put_part(Cursor& cursor, const Part& part) const {
    std::array<TokenId, 4> few;
    if (part.count > few.size()) return Sink::put(cursor, ids_of(part));
    std::copy_n(room_.ids.at(part.first), few.size(), few.begin());
    Sink::put(cursor, few, part.count);
  }

  // Cut by cut, a block at a time.
  Status huge_piece(Span place) {
    CharacterBorders::Cut cut(encoder_.borders_, piece_at(place), text_.data() + text_.size());
    clear();
    if (cut.is_whole()) {
      add_whole(place, Piece{{}, nullptr}, LineValue());
      return put_resolved();
    }
    for (std::uint32_t begin = place.begin; begin < place.end;) {
      clear();
      for (std::size_t i = 0; i < QuickScratch::kPieces && begin < place.end; ++i, cut.go_on()) {
        begin = add_part(begin, place, cut, 0);
      }
      TG_RETURN_IF_ERROR(check_cancelled());
      TG_RETURN_IF_ERROR(put_resolved());
    }
    return {};
  }

  Status put_resolved() {
    TG_RETURN_IF_ERROR(resolve());
    Cursor cursor = sink_.room(ids_of_parts());
    for (const Part& part : room_.parts) put_part(cursor, part);
    sink_.wrote(cursor);
    return {};
  }

  const QuickEncoder& encoder_;
  const Merger& merger_;
  std::string_view text_;
  BpeScratch& bpe_;
  QuickScratch& room_;
  WordCache& words_;
  Sink& sink_;
};

template <class Sink>
Status QuickEncoder::encode(std::string_view text, std::span<const Span> pieces, ModelScratch& scratch,
                            Sink& sink) const {
  Run<Sink> run(*this, text, scratch, sink);
  while (!pieces.empty()) {
    TG_RETURN_IF_ERROR(check_cancelled());
    const auto done = run.block(pieces);
    if (!done.ok()) return done.status();
    pieces = pieces.subspan(done.value());
  }
  return {};
}

template Status QuickEncoder::encode(std::string_view, std::span<const Span>, ModelScratch&, IdWriter&) const;
template Status QuickEncoder::encode(std::string_view, std::span<const Span>, ModelScratch&, IdCounter&) const;

}  // namespace tg
