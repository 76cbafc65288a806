// BPE training goes on where a tokenizer's merges end.
#include <algorithm>

#include "base/cancelled.h"
#include "tokengraft/training.h"
#include "tokenizer/core.h"
#include "tokenizer/pipeline.h"
#include "tokenizer/training/pair_merger.h"
#include "tokenizer/training/token_texts.h"

namespace tg {
namespace {

Status encode_word(const Pipeline& pipeline, std::string_view word, ModelScratch& scratch, IdList& ids) {
  ids.clear();
  const Span whole(0, static_cast<std::uint32_t>(word.size()));
  return pipeline.model.append_ids(word, {&whole, 1}, scratch, ids);
}

// All words in symbols; those of one symbol are counted and left out.
struct EncodedWords {
  WordSymbols symbols;
  std::uint64_t tokens = 0;
  std::vector<std::uint64_t> uses;  // by id
  std::size_t words = 0;            // of more than one symbol …
  std::size_t places = 0;           // … and what they need

  std::size_t bytes() const { return WordSymbols::bytes_for(places, words); }
  void add(std::span<const TokenId> ids, std::uint64_t count, std::size_t budget) {
    tokens += ids.size() * count;
    for (const TokenId id : ids) uses[id] += count;
    if (ids.size() < 2) return;
    ++words;
    places += ids.size() + 1;
    // Words that find no room are measured all the same, so that an error can say how much they need.
    if (budget == 0 || bytes() <= budget) symbols.add(ids, count);
  }
};

// A bound that only makes tables spill early does not forbid merging what is small.
std::size_t budget_of(const WordCounts& words) {
  constexpr std::size_t kLeast = std::size_t{16} << 20;
  return words.memory_budget() == 0 ? 0 : std::max(words.memory_budget(), kLeast);
}

// What words may take of a budget; the rest is for the pairs' index.
std::size_t share_of_words(std::size_t budget) {
  return budget - budget / 8;
}

Status expect_room(const EncodedWords& encoded, std::size_t budget) {
  if (budget == 0 || encoded.bytes() <= share_of_words(budget)) return {};
  const auto megabytes = [](std::size_t bytes) { return std::to_string(bytes / 1'000'000 + 1) + " MB"; };
  const std::size_t needed = encoded.bytes() + encoded.bytes() / 7;
  return Status::error(Code::limit, "merging the " + std::to_string(encoded.words) + " distinct words needs " +
                                        megabytes(needed) + ", maxMemory leaves " + megabytes(budget) +
                                        "; raise it by " + megabytes(needed - budget));
}

Result<EncodedWords> encode_words(const Pipeline& pipeline, WordCounts& words, TokenId id_bound) {
  auto summary = words.summary();
  if (!summary.ok()) return summary.status();
  EncodedWords encoded;
  encoded.uses.resize(id_bound);
  encoded.symbols.reserve(summary->word_bytes + summary->words + 1, summary->words);
  ModelScratch scratch;
  IdList ids;
  Status failed;
  TG_RETURN_IF_ERROR(words.for_each([&](std::string_view word, std::uint64_t count) {
    if (!failed.ok()) return;
    if (is_cancelled()) failed = check_cancelled();
    if (encoded.symbols.is_full()) failed = Status::error(Code::limit, "the distinct words have 2^32 symbols");
    if (failed.ok()) failed = encode_word(pipeline, word, scratch, ids);
    if (failed.ok()) encoded.add({ids.data(), ids.size()}, count, budget_of(words));
  }));
  if (!failed.ok()) return failed;
  TG_RETURN_IF_ERROR(expect_room(encoded, budget_of(words)));
  return encoded;
}

class Learning {
 public:
  Learning(const PipelineOwner& owner, const Tokenizer& tokenizer, const BpeGoal& goal, EncodedWords words,
           std::size_t budget)
      : pipeline_(owner.pipeline()),
        goal_(goal),
        texts_(owner, tokenizer, goal),
        // Forced words may be rare.
        merger_(std::move(words.symbols), goal.first_id, goal.forced.empty() ? goal.min_count : 1, budget) {
    learned_.tokens_before = words.tokens;
    learned_.uses = std::move(words.uses);
  }

  Result<LearnedBpe> run() {
    for (const std::string& word : goal_.forced) TG_RETURN_IF_ERROR(force(word));
    merger_.raise_least_count(goal_.min_count);
    CancelPoll cancelled;
    while (learned_.merges.size() < goal_.tokens) {
      if (cancelled()) return check_cancelled();
      const auto best = merger_.best();
      if (!best) break;
      if (!learn(best->pair, best->count)) merger_.drop_best();
    }
    return std::move(learned_);
  }

 private:
  bool learn(PairKey pair, std::uint64_t count) {
    std::string text = texts_.joined(left_of(pair), right_of(pair));
    if (texts_.is_excluded(text) || !texts_.may_join(left_of(pair), right_of(pair), text)) return false;
    merge(pair, count, std::move(text));
    return true;
  }

  void merge(PairKey pair, std::uint64_t count, std::string text) {
    texts_.add(std::move(text));
    const std::uint64_t saved = merger_.merge(pair);
    learned_.merges.push_back({left_of(pair), right_of(pair), count, saved});
  }

  // Makes `word` one token by merging its neighbours, the first two that can be.
  Status force(const std::string& word) {
    std::string piece = texts_.piece_of(word);
    // The word's own space and the one that the normalizer puts before every text are one.
    const std::string& mark = goal_.word_mark;
    if (!mark.empty() && piece.starts_with(mark + mark)) piece.erase(0, mark.size());
    std::vector<TokenId> ids;
    if (!piece.empty()) TG_RETURN_IF_ERROR(encode_forced(piece, ids));
    while (ids.size() > 1 && learned_.merges.size() < goal_.tokens && merge_two(ids)) {
    }
    if (ids.size() != 1) learned_.unforced.push_back(word);
    return {};
  }

  bool merge_two(std::vector<TokenId>& ids) {
    for (std::size_t i = 0; i + 1 < ids.size(); ++i) {
      const PairKey pair = pair_of(ids[i], ids[i + 1]);
      std::string text = texts_.joined(ids[i], ids[i + 1]);
      if (!texts_.may_join(ids[i], ids[i + 1], text)) continue;
      merge(pair, merger_.count_of(pair), std::move(text));
      apply(learned_.merges.size() - 1, ids);
      return true;
    }
    return false;
  }

  Status encode_forced(const std::string& piece, std::vector<TokenId>& ids) {
    ModelScratch scratch;
    IdList found;
    TG_RETURN_IF_ERROR(encode_word(pipeline_, piece, scratch, found));
    ids.assign(found.begin(), found.end());
    for (std::size_t merge = 0; merge < learned_.merges.size(); ++merge) apply(merge, ids);
    return {};
  }

  void apply(std::size_t merge, std::vector<TokenId>& ids) const {
    const auto [left, right, count, saved] = learned_.merges[merge];
    std::size_t kept = 0;
    for (std::size_t i = 0; i < ids.size(); ++i, ++kept) {
      const bool merges = i + 1 < ids.size() && ids[i] == left && ids[i + 1] == right;
      ids[kept] = merges ? goal_.first_id + static_cast<TokenId>(merge) : ids[i];
      i += merges ? 1 : 0;
    }
    ids.resize(kept);
  }

  Pipeline pipeline_;
  const BpeGoal& goal_;
  TokenTexts texts_;
  PairMerger merger_;
  LearnedBpe learned_;
};

}  // namespace

Result<LearnedBpe> learn_bpe(const Tokenizer& tokenizer, WordCounts& words, const BpeGoal& goal,
                             const std::atomic<bool>* cancelled) {
  const CancelWatch watch(cancelled);
  const auto* const owner = dynamic_cast<const PipelineOwner*>(&tokenizer);
  if (owner == nullptr) return Status::error(Code::bad_argument, "the tokenizer has no stages to learn with");
  if (goal.min_count == 0 || goal.first_id < tokenizer.id_bound()) {
    return Status::error(Code::bad_argument, "learning needs a least count of 1 and ids behind the tokenizer's own");
  }
  auto encoded = encode_words(owner->pipeline(), words, goal.first_id);
  if (!encoded.ok()) return encoded.status();
  const std::size_t budget = budget_of(words);
  // Tables that grow are there twice meanwhile.
  const std::size_t left = budget == 0 ? 0 : (budget - encoded->bytes()) / 2;
  return Learning(*owner, tokenizer, goal, std::move(encoded).value(), left).run();
}

}  // namespace tg
