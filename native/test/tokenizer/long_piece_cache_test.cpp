// The cache against a map: what is found is what was kept last for that model and piece, or nothing.
#include "tokenizer/long_piece_cache.h"

#include <map>

#include "check.h"
#include "tokenizer/tiny_tokenizers.h"

namespace tg::test {
namespace {

using Ids = std::vector<TokenId>;

constexpr std::size_t kShortest = 16;

Ids found(const LongPieceCache& cache, std::string_view piece, Generation asking) {
  const LongPieceCache::Entry* const entry = cache.find(piece, asking);
  if (!entry) return {};
  return {entry->ids().begin(), entry->ids().begin() + static_cast<std::ptrdiff_t>(entry->count())};
}

Ids random_ids(Draws& draws) {
  Ids ids(1 + draws.below(LongPieceCache::kMostIds));
  for (TokenId& id : ids) id = static_cast<TokenId>(draws.below(std::uint64_t{1} << 32));
  return ids;
}

std::string random_piece(Draws& draws) {
  std::string piece(kShortest + draws.below(LongPieceCache::kLongestPiece - kShortest + 1), '\0');
  for (char& byte : piece) byte = static_cast<char>(draws.below(3) == 0 ? 0 : 'a' + draws.below(26));
  return piece;
}

TEST("what was kept is found, for pieces of every length and as many ids as fit, however large") {
  LongPieceCache cache;
  const Generation asking = new_generation();
  for (std::size_t size = kShortest; size <= LongPieceCache::kLongestPiece; ++size) {
    const std::string piece(size, 'x');
    for (std::size_t count = 1; count <= LongPieceCache::kMostIds; ++count) {
      Ids ids(count, ~TokenId{0});
      ids.back() = static_cast<TokenId>(size);
      cache.keep(piece, asking, ids);
      CHECK_EQUAL(found(cache, piece, asking), ids);
    }
  }
}

TEST("nothing is found before something is kept, and nothing longer can be") {
  const LongPieceCache cache;
  CHECK(found(cache, std::string(20, 'a'), new_generation()).empty());
  CHECK(LongPieceCache::can_keep(std::string(LongPieceCache::kLongestPiece, 'a')));
  CHECK(!LongPieceCache::can_keep(std::string(LongPieceCache::kLongestPiece + 1, 'a')));
}

TEST("pieces that differ only in zero bytes at their end, or in one byte, are different pieces") {
  LongPieceCache cache;
  const Generation asking = new_generation();
  for (std::size_t size = kShortest; size <= LongPieceCache::kLongestPiece; ++size) {
    const std::string zeros(size, '\0');
    CHECK(found(cache, zeros, asking).empty());
    cache.keep(zeros, asking, Ids{static_cast<TokenId>(size)});
    for (std::size_t at = 0; at < size; ++at) {
      std::string other = zeros;
      other[at] = '\x01';
      CHECK(found(cache, other, asking).empty());
    }
  }
}

TEST("no ids, too many, and those of nobody are not kept, and leave what was kept") {
  LongPieceCache cache;
  const Generation asking = new_generation();
  const std::string piece(20, 'b');
  const auto keep_nothing = [&] {
    cache.keep(piece, asking, Ids{});
    cache.keep(piece, asking, Ids(LongPieceCache::kMostIds + 1, 1));
    cache.keep(piece, asking, Ids(1000, 1));
    cache.keep(piece, kNobody, Ids{1});
  };
  keep_nothing();
  CHECK(found(cache, piece, asking).empty());
  CHECK(found(cache, piece, kNobody).empty());
  cache.keep(piece, asking, Ids{1, 2});
  keep_nothing();
  CHECK_EQUAL(found(cache, piece, asking), (Ids{1, 2}));
}

TEST("a piece of one model is never found for another, however many models take turns") {
  for (const std::uint64_t models : {2, 15, 60}) {
    LongPieceCache cache;
    Draws draws(models);
    std::vector<Generation> generations(models);
    for (Generation& generation : generations) generation = new_generation();
    std::map<std::pair<Generation, std::string>, Ids> last;
    std::vector<std::string> pieces;
    for (int i = 0; i < 40; ++i) pieces.push_back(random_piece(draws));
    int hits = 0;
    for (int turn = 0; turn < 6000; ++turn) {
      const Generation asking = generations[draws.below(models)];
      const std::string& piece = pieces[draws.below(pieces.size())];
      const Ids ids = found(cache, piece, asking);
      hits += ids.empty() ? 0 : 1;
      if (!ids.empty()) CHECK_EQUAL(ids, (last[{asking, piece}]));
      if (draws.below(2) != 0) continue;
      cache.keep(piece, asking, last[{asking, piece}] = random_ids(draws));
      CHECK_EQUAL(found(cache, piece, asking), (last[{asking, piece}]));
    }
    CHECK(hits > 0);
  }
}

TEST("a full cache forgets pieces and never mixes them up") {
  LongPieceCache cache;
  const Generation asking = new_generation();
  Draws draws(99);
  std::map<std::string, Ids> last;
  for (int i = 0; i < 30000; ++i) {
    const std::string piece = random_piece(draws);
    cache.keep(piece, asking, last[piece] = random_ids(draws));
    CHECK_EQUAL(found(cache, piece, asking), last[piece]);
  }
  std::size_t kept = 0;
  for (const auto& [piece, ids] : last) {
    const Ids now = found(cache, piece, asking);
    if (now.empty()) continue;
    ++kept;
    CHECK_EQUAL(now, ids);
  }
  CHECK(kept > LongPieceCache::kBytes / sizeof(LongPieceCache::Entry) / 2);
  CHECK(kept <= LongPieceCache::kBytes / sizeof(LongPieceCache::Entry));
}

}  // namespace
}  // namespace tg::test
