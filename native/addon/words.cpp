#include "words.h"

#include <memory>
#include <mutex>

#include "convert.h"
#include "entry.h"
#include "promise_worker.h"
#include "tokengraft/training.h"
#include "tokenizer.h"
#include "values.h"

namespace tg::addon {
namespace {

// Counts, and who may touch them now: jobs of one Words run one after the other.
struct Counting {
  std::shared_ptr<WordCounts> words;
  std::mutex turn;
};
using CountingHandle = std::shared_ptr<Counting>;

WordCountOptions to_count_options(Napi::Value value) {
  const Napi::Object object = to_object(value, "options");
  return {.longest_word = to_integer(object.Get("longestWord"), "options.longestWord"),
          .memory_budget = to_integer(object.Get("memoryBudget"), "options.memoryBudget"),
          .spill_folder = to_path(object.Get("spillFolder"), "options.spillFolder"),
          .word_mark = to_string(object.Get("wordMark"), "options.wordMark")};
}

std::vector<std::string> to_strings(Napi::Value value, const std::string& name) {
  const Napi::Array array = to_array(value, name);
  std::vector<std::string> strings;
  for (std::uint32_t i = 0; i < array.Length(); ++i) strings.push_back(to_string(array.Get(i), name));
  return strings;
}

std::vector<std::string> to_byte_strings(Napi::Value value, const std::string& name) {
  const Napi::Array array = to_array(value, name);
  std::vector<std::string> strings;
  for (std::uint32_t i = 0; i < array.Length(); ++i) {
    const std::span<const std::uint8_t> bytes = borrow<std::uint8_t>(array.Get(i), name);
    strings.emplace_back(bytes.begin(), bytes.end());
  }
  return strings;
}

BpeGoal to_bpe_goal(Napi::Value value) {
  const Napi::Object goal = to_object(value, "goal");
  return {.tokens = to_integer(goal.Get("tokens"), "goal.tokens"),
          .first_id = static_cast<TokenId>(to_integer(goal.Get("firstId"), "goal.firstId", 0x7FFF'FFFF)),
          .min_count = to_integer(goal.Get("minCount"), "goal.minCount"),
          .longest_token = to_integer(goal.Get("longestToken"), "goal.longestToken"),
          .continuing_prefix = to_string(goal.Get("continuingPrefix"), "goal.continuingPrefix"),
          .own_text_is_a_piece = to_boolean(goal.Get("ownTextIsAPiece"), "goal.ownTextIsAPiece"),
          .word_mark = to_string(goal.Get("wordMark"), "goal.wordMark"),
          .forced = to_strings(goal.Get("forced"), "goal.forced"),
          .excluded = to_byte_strings(goal.Get("excluded"), "goal.excluded")};
}

UnigramGoal to_unigram_goal(Napi::Value value) {
  const Napi::Object goal = to_object(value, "goal");
  return {.pieces = to_integer(goal.Get("pieces"), "goal.pieces"),
          .longest_piece = to_integer(goal.Get("longestPiece"), "goal.longestPiece"),
          .seeds = to_integer(goal.Get("seeds"), "goal.seeds"),
          .shrinking = to_finite(goal.Get("shrinking"), "goal.shrinking"),
          .rounds = static_cast<unsigned>(to_integer(goal.Get("rounds"), "goal.rounds", 1000)),
          .word_mark = to_string(goal.Get("wordMark"), "goal.wordMark")};
}

Napi::Array make_strings(Napi::Env env, const std::vector<std::string>& strings) {
  Napi::Array array = Napi::Array::New(env, strings.size());
  for (std::uint32_t i = 0; i < strings.size(); ++i) array.Set(i, make_string(env, strings[i]));
  return array;
}

template <class Read>
Napi::Float64Array make_column(Napi::Env env, std::size_t size, const Read& read) {
  Napi::Float64Array column = Napi::Float64Array::New(env, size);
  for (std::size_t i = 0; i < size; ++i) column[i] = static_cast<double>(read(i));
  return column;
}

Napi::Value make_learned(Napi::Env env, const LearnedBpe& learned) {
  const auto& merges = learned.merges;
  Napi::Object object = Napi::Object::New(env);
  object.Set("left", make_column(env, merges.size(), [&](std::size_t i) { return merges[i].left; }));
  object.Set("right", make_column(env, merges.size(), [&](std::size_t i) { return merges[i].right; }));
  object.Set("counts", make_column(env, merges.size(), [&](std::size_t i) { return merges[i].count; }));
  object.Set("saved", make_column(env, merges.size(), [&](std::size_t i) { return merges[i].saved; }));
  object.Set("uses", make_column(env, learned.uses.size(), [&](std::size_t i) { return learned.uses[i]; }));
  object.Set("tokensBefore", static_cast<double>(learned.tokens_before));
  object.Set("unforced", make_strings(env, learned.unforced));
  return object;
}

Napi::Value make_pieces(Napi::Env env, const std::vector<UnigramPiece>& pieces) {
  Napi::Object object = Napi::Object::New(env);
  Napi::Array texts = Napi::Array::New(env, pieces.size());
  for (std::uint32_t i = 0; i < pieces.size(); ++i) texts.Set(i, make_string(env, pieces[i].text));
  object.Set("pieces", texts);
  object.Set("scores", make_column(env, pieces.size(), [&](std::size_t i) { return pieces[i].score; }));
  return object;
}

Napi::Value make_characters(Napi::Env env, const std::vector<CharacterCount>& counts) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("characters", make_column(env, counts.size(), [&](std::size_t i) { return counts[i].character; }));
  object.Set("counts", make_column(env, counts.size(), [&](std::size_t i) { return counts[i].count; }));
  return object;
}

Napi::Value make_summary(Napi::Env env, const WordCountSummary& summary) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("words", static_cast<double>(summary.words));
  object.Set("wordBytes", static_cast<double>(summary.word_bytes));
  object.Set("occurrences", static_cast<double>(summary.occurrences));
  object.Set("cut", static_cast<double>(summary.cut));
  object.Set("bytes", static_cast<double>(summary.bytes));
  object.Set("runs", static_cast<double>(summary.runs));
  object.Set("spilled", static_cast<double>(summary.spilled));
  return object;
}

class Words final : public Napi::ObjectWrap<Words> {
 public:
  static Napi::Function define(Napi::Env env) {
    return DefineClass(
        env, "Words",
        {method<&Words::add_lines>("addLines"), method<&Words::add_texts>("addTexts"), method<&Words::save>("save"),
         method<&Words::load>("load"), method<&Words::summary>("summary"), method<&Words::characters>("characters"),
         method<&Words::learn_bpe>("learnBpe"), method<&Words::learn_unigram>("learnUnigram")});
  }

  explicit Words(const Napi::CallbackInfo& info)
      : Napi::ObjectWrap<Words>(info), counting_(std::make_shared<Counting>()) {
    counting_->words = take(WordCounts::make(to_tokenizer(info[0], "tokenizer"), to_count_options(info[1])));
  }

 private:
  using Method = Napi::Value (Words::*)(const Napi::CallbackInfo&);

  template <Method body>
  Napi::Value entry(const Napi::CallbackInfo& info) {
    return guarded(info.Env(), [&] { return (this->*body)(info); });
  }
  template <Method body>
  static PropertyDescriptor method(const char* name) {
    return InstanceMethod<&Words::entry<body>>(name, napi_default_method);
  }

  // Runs `job`, a Result<T>(WordCounts&, const std::atomic<bool>*), when it is its turn.
  template <class Job, class Answer>
  Napi::Value run(Napi::Env env, const char* name, Napi::Value cancel, Job job, Answer answer) {
    auto work = [counting = counting_, job = std::move(job)](const std::atomic<bool>* cancelled) {
      const std::lock_guard<std::mutex> turn(counting->turn);
      return job(*counting->words, cancelled);
    };
    return run_async(env, name, to_cancel_flag(cancel), std::move(work), std::move(answer));
  }

  Napi::Value add_lines(const Napi::CallbackInfo& info) {
    auto job = [bytes = copy<std::uint8_t>(info[0], "bytes"), weight = to_integer(info[1], "weight"),
                threads = to_threads(info[2])](WordCounts& words, const std::atomic<bool>* cancelled) {
      const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
      return done(words.add_lines(text, weight, threads, cancelled));
    };
    return run(info.Env(), "tokengraft.addLines", info[3], std::move(job), answer_done);
  }

  Napi::Value add_texts(const Napi::CallbackInfo& info) {
    auto job = [texts = std::make_shared<Texts>(to_texts(info[0], "texts")), weight = to_integer(info[1], "weight"),
                threads = to_threads(info[2])](WordCounts& words, const std::atomic<bool>* cancelled) {
      return done(words.add_texts(texts->views, weight, threads, cancelled));
    };
    return run(info.Env(), "tokengraft.addTexts", info[3], std::move(job), answer_done);
  }

  Napi::Value save(const Napi::CallbackInfo& info) {
    auto job = [path = to_path(info[0], "path"), label = to_string(info[1], "label")](
                   WordCounts& words, const std::atomic<bool>*) { return done(words.save(path, label)); };
    return run(info.Env(), "tokengraft.saveCounts", info.Env().Undefined(), std::move(job), answer_done);
  }

  Napi::Value load(const Napi::CallbackInfo& info) {
    auto job = [path = to_path(info[0], "path"), label = to_string(info[1], "label")](
                   WordCounts& words, const std::atomic<bool>*) { return done(words.load(path, label)); };
    return run(info.Env(), "tokengraft.loadCounts", info.Env().Undefined(), std::move(job), answer_done);
  }

  Napi::Value summary(const Napi::CallbackInfo& info) {
    auto job = [](WordCounts& words, const std::atomic<bool>*) { return words.summary(); };
    return run(info.Env(), "tokengraft.summary", info.Env().Undefined(), job, make_summary);
  }

  Napi::Value characters(const Napi::CallbackInfo& info) {
    auto job = [](WordCounts& words, const std::atomic<bool>*) { return count_characters(words); };
    return run(info.Env(), "tokengraft.characters", info.Env().Undefined(), job, make_characters);
  }

  Napi::Value learn_bpe(const Napi::CallbackInfo& info) {
    auto job = [tokenizer = to_tokenizer(info[0], "tokenizer"), goal = to_bpe_goal(info[1])](
                   WordCounts& words, const std::atomic<bool>* cancelled) {
      return tg::learn_bpe(*tokenizer, words, goal, cancelled);
    };
    return run(info.Env(), "tokengraft.learnBpe", info[2], std::move(job), make_learned);
  }

  Napi::Value learn_unigram(const Napi::CallbackInfo& info) {
    auto job = [alphabet = to_strings(info[0], "alphabet"), goal = to_unigram_goal(info[1])](
                   WordCounts& words, const std::atomic<bool>* cancelled) {
      return tg::learn_unigram(words, alphabet, goal, cancelled);
    };
    return run(info.Env(), "tokengraft.learnUnigram", info[2], std::move(job), make_pieces);
  }

  CountingHandle counting_;
};

}  // namespace

void export_words(Napi::Object exports) {
  exports.Set("Words", Words::define(exports.Env()));
}

}  // namespace tg::addon
