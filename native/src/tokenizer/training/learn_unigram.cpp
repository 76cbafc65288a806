// Unigram training: many candidate pieces, probabilities by expectation and maximisation, the least useful pieces
// dropped in rounds (Kudo 2018, "Subword Regularization", section 3.2). Sums are taken over fixed shares of the sorted
// words, so that they do not depend on threads.
#include <algorithm>
#include <array>
#include <cmath>

#include "base/cancelled.h"
#include "base/thread_pool.h"
#include "text/utf8.h"
#include "tokengraft/training.h"
#include "tokenizer/training/piece_lattice.h"
#include "tokenizer/training/word_table.h"

namespace tg {
namespace {

constexpr std::size_t kShares = 16;
// A piece that is expected less often is dropped at once, as SentencePiece does.
constexpr double kLeastExpected = 0.5;
// Pruning stops a little above the goal; the last pieces go by their score.
constexpr double kLastStretch = 1.1;

struct Word {
  std::string bytes;
  Characters characters;
  double count = 0;
};

struct Pieces {
  std::vector<std::string> texts;
  std::vector<Characters> characters;
  std::vector<double> scores;
  std::vector<bool> needed;  // single characters are never dropped

  std::size_t size() const { return texts.size(); }
  void add(std::string text, double score, bool is_needed) {
    Characters own;
    for (std::size_t at = 0; at < text.size();) {
      const Decoded character = decode_utf8(text, at);
      own.push_back(character.code_point);
      at += character.length;
    }
    texts.push_back(std::move(text));
    characters.push_back(std::move(own));
    scores.push_back(score);
    needed.push_back(is_needed);
  }
  // Only those for which `keep` is true.
  void retain(const std::vector<bool>& keep) {
    Pieces kept;
    for (std::size_t i = 0; i < size(); ++i) {
      if (keep[i]) kept.add(std::move(texts[i]), scores[i], needed[i]);
    }
    *this = std::move(kept);
  }
};

Result<std::vector<Word>> sorted_words(WordCounts& counts) {
  std::vector<Word> words;
  TG_RETURN_IF_ERROR(counts.for_each([&](std::string_view bytes, std::uint64_t count) {
    if (!is_valid_utf8(bytes)) return;
    Word word{std::string(bytes), {}, static_cast<double>(count)};
    for (std::size_t at = 0; at < bytes.size();) {
      const Decoded character = decode_utf8(bytes, at);
      word.characters.push_back(character.code_point);
      at += character.length;
    }
    words.push_back(std::move(word));
  }));
  std::ranges::sort(words, {}, &Word::bytes);
  return words;
}

// Derivative of the logarithm of the gamma function, by its asymptotic series (Abramowitz and Stegun 6.3.18) behind the
// recurrence (6.3.5).
double digamma(double x) {
  double result = 0;
  for (; x < 7; ++x) result -= 1 / x;
  x -= 0.5;
  const double squared = 1 / (x * x);
  return result + std::log(x) + squared * (1.0 / 24 - squared * (7.0 / 960 - squared * 31.0 / 8064));
}

class UnigramTraining {
 public:
  UnigramTraining(std::vector<Word> words, const UnigramGoal& goal) : words_(std::move(words)), goal_(goal) {}

  Result<std::vector<UnigramPiece>> run(std::span<const std::string> alphabet) {
    add_seeds(alphabet);
    while (true) {
      for (unsigned round = 0; round < goal_.rounds; ++round) {
        TG_RETURN_IF_ERROR(check_cancelled());
        maximise(expect());
      }
      if (static_cast<double>(pieces_.size()) <= kLastStretch * static_cast<double>(goal_.pieces)) break;
      const std::size_t before = pieces_.size();
      prune();
      if (pieces_.size() == before) break;
    }
    return finish();
  }

 private:
  void add_seeds(std::span<const std::string> alphabet);
  WordTable count_substrings() const;
  std::vector<double> expect() const;
  void maximise(const std::vector<double>& expected);
  std::vector<double> count_best() const;
  void prune();
  std::vector<UnigramPiece> finish() const;

  // Adds the results of `of_word(word, scratch, sums)` over all words.
  template <class OfWord>
  std::vector<double> sum_over_words(const OfWord& of_word) const;

  std::vector<Word> words_;
  const UnigramGoal& goal_;
  Pieces pieces_;
};

// Substrings of words that occur twice at least.
WordTable UnigramTraining::count_substrings() const {
  WordTable table;
  for (const Word& word : words_) {
    const std::string_view bytes = word.bytes;
    for (std::size_t begin = 0; begin < bytes.size(); begin += decode_utf8(bytes, begin).length) {
      std::size_t end = begin;
      for (std::size_t length = 1; length <= goal_.longest_piece && end < bytes.size(); ++length) {
        const Decoded character = decode_utf8(bytes, end);
        const bool is_mark = !goal_.word_mark.empty() && bytes.substr(end).starts_with(goal_.word_mark);
        if (is_mark && end > begin) break;
        end += character.length;
        if (length > 1) table.add(bytes.substr(begin, end - begin), static_cast<std::uint64_t>(word.count));
      }
    }
  }
  return table;
}

void UnigramTraining::add_seeds(std::span<const std::string> alphabet) {
  struct Seed {
    std::string text;
    double worth;
  };
  std::vector<Seed> seeds;
  count_substrings().for_each([&](std::string_view text, std::uint64_t count) {
    if (count < 2) return;
    const auto length = count_characters(text);
    seeds.push_back({std::string(text), static_cast<double>(count) * static_cast<double>(length)});
  });
  std::ranges::sort(
      seeds, [](const Seed& a, const Seed& b) { return a.worth != b.worth ? a.worth > b.worth : a.text < b.text; });
  if (seeds.size() > goal_.seeds) seeds.resize(goal_.seeds);
  double total = 1;
  for (const Seed& seed : seeds) total += seed.worth;
  // The first round of expectation finds out how frequent characters are.
  const double shy = seeds.empty() ? 1 : seeds.back().worth;
  for (const std::string& character : alphabet) pieces_.add(character, std::log(shy / total), true);
  for (Seed& seed : seeds) pieces_.add(std::move(seed.text), std::log(seed.worth / total), false);
}

template <class OfWord>
std::vector<double> UnigramTraining::sum_over_words(const OfWord& of_word) const {
  std::array<std::vector<double>, kShares> sums;
  const std::atomic<bool>* const flag = watched_flag();
  parallel_for(kShares, 0, [&](std::size_t share, unsigned) {
    const CancelWatch watch(flag);
    sums[share].resize(pieces_.size());
    PieceLattice::Scratch scratch;
    const std::size_t end = words_.size() * (share + 1) / kShares;
    for (std::size_t i = words_.size() * share / kShares; i < end && !is_cancelled(); ++i) {
      of_word(words_[i], scratch, std::span<double>(sums[share]));
    }
  });
  for (std::size_t share = 1; share < kShares; ++share) {
    for (std::size_t i = 0; i < pieces_.size(); ++i) sums[0][i] += sums[share][i];
  }
  return std::move(sums[0]);
}

std::vector<double> UnigramTraining::expect() const {
  const PieceLattice lattice(pieces_.characters, pieces_.scores);
  return sum_over_words([&](const Word& word, PieceLattice::Scratch& scratch, std::span<double> sums) {
    lattice.expect(word.characters, word.count, scratch, sums);
  });
}

void UnigramTraining::maximise(const std::vector<double>& expected) {
  std::vector<bool> keep(pieces_.size());
  double sum = 0;
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    keep[i] = pieces_.needed[i] || expected[i] >= kLeastExpected;
    if (keep[i]) sum += std::max(expected[i], kLeastExpected);
  }
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    pieces_.scores[i] = digamma(std::max(expected[i], kLeastExpected)) - digamma(sum);
  }
  pieces_.retain(keep);
}

std::vector<double> UnigramTraining::count_best() const {
  const PieceLattice lattice(pieces_.characters, pieces_.scores);
  return sum_over_words([&](const Word& word, PieceLattice::Scratch& scratch, std::span<double> sums) {
    thread_local std::vector<std::uint32_t> best;
    lattice.best(word.characters, PieceLattice::kNone, scratch, best);
    for (const std::uint32_t piece : best) sums[piece] += word.count;
  });
}

// Drops pieces whose loss, when they are written in others, costs the corpus the least likelihood.
void UnigramTraining::prune() {
  const std::vector<double> counts = count_best();
  double sum = 0;
  for (const double count : counts) sum += count;
  const PieceLattice lattice(pieces_.characters, pieces_.scores);
  PieceLattice::Scratch scratch;
  std::vector<std::uint32_t> instead;
  std::vector<std::pair<double, std::uint32_t>> losses;
  std::vector<bool> keep(pieces_.needed);
  for (std::uint32_t i = 0; i < pieces_.size(); ++i) {
    if (pieces_.needed[i] || counts[i] == 0) continue;
    lattice.best(pieces_.characters[i], i, scratch, instead);
    if (instead.empty()) {
      keep[i] = true;
      continue;
    }
    const double whole = sum + counts[i] * (static_cast<double>(instead.size()) - 1);
    double loss = std::log(counts[i]) - std::log(sum);
    for (const std::uint32_t piece : instead) loss -= std::log(counts[piece] + counts[i]) - std::log(whole);
    losses.emplace_back(-counts[i] / sum * loss, i);
  }
  std::ranges::sort(losses);
  const auto least = static_cast<std::size_t>(kLastStretch * static_cast<double>(goal_.pieces));
  const auto shrunk = static_cast<std::size_t>(goal_.shrinking * static_cast<double>(pieces_.size()));
  auto left = std::max(least, shrunk);
  left -= std::min<std::size_t>(left, static_cast<std::size_t>(std::ranges::count(keep, true)));
  for (const auto& [loss, piece] : losses) {
    if (left == 0) break;
    keep[piece] = true;
    --left;
  }
  pieces_.retain(keep);
}

std::vector<UnigramPiece> UnigramTraining::finish() const {
  std::vector<UnigramPiece> found;
  std::vector<UnigramPiece> needed;
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    (pieces_.needed[i] ? needed : found).push_back({pieces_.texts[i], pieces_.scores[i]});
  }
  const auto is_before = [](const UnigramPiece& a, const UnigramPiece& b) {
    return a.score != b.score ? a.score > b.score : a.text < b.text;
  };
  std::ranges::sort(found, is_before);
  found.resize(std::min(found.size(), goal_.pieces - std::min(goal_.pieces, needed.size())));
  found.insert(found.end(), needed.begin(), needed.end());
  std::ranges::sort(found, is_before);
  return found;
}

}  // namespace

Result<std::vector<UnigramPiece>> learn_unigram(WordCounts& counts, std::span<const std::string> alphabet,
                                                const UnigramGoal& goal, const std::atomic<bool>* cancelled) {
  const CancelWatch watch(cancelled);
  auto words = sorted_words(counts);
  if (!words.ok()) return words.status();
  return UnigramTraining(std::move(words).value(), goal).run(alphabet);
}

}  // namespace tg
