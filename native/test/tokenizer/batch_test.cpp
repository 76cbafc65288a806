#include <condition_variable>
#include <mutex>
#include <thread>

#include "check.h"
#include "tokenizer/tiny_tokenizers.h"

namespace tg::test {
namespace {

struct Texts {
  std::vector<std::string> owned;
  std::vector<std::string_view> views;
};

Texts random_texts(std::size_t count) {
  Texts texts;
  for (std::size_t i = 0; i < count; ++i) texts.owned.push_back(Draws(i).text(i % 7 == 0 ? 9000 : i % 40));
  texts.views.assign(texts.owned.begin(), texts.owned.end());
  return texts;
}

TEST("a batch has what single calls give, in order, on any number of threads") {
  const auto tokenizer = parse_tiny(byte_level());
  REQUIRE_OK(tokenizer);
  const Texts texts = random_texts(300);
  IdList expected;
  std::vector<std::size_t> begins = {0};
  for (const std::string_view text : texts.views) {
    for (const TokenId id : ids_of(*tokenizer.value(), text)) expected.push_back(id);
    begins.push_back(expected.size());
  }
  for (const unsigned threads : {1U, 2U, 5U, 0U}) {
    EncodedBatch batch;
    std::vector<std::size_t> counts;
    REQUIRE_OK(tokenizer.value()->encode_batch(texts.views, kPlain, threads, nullptr, batch));
    REQUIRE_OK(tokenizer.value()->count_batch(texts.views, kPlain, threads, nullptr, counts));
    CHECK(batch.ids() == expected);
    CHECK(batch.begins == begins);
    for (std::size_t i = 0; i < counts.size(); ++i) CHECK_EQUAL(counts[i], begins[i + 1] - begins[i]);
  }
}

// Texts that another thread has not handed over yet when they are asked for.
class LateTexts final : public TextSource {
 public:
  explicit LateTexts(const std::vector<std::string_view>& texts) : texts_(texts) {}

  std::optional<TextGroup> next() override {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return taken_ < there_ || there_ == texts_.size(); });
    if (taken_ == there_) return std::nullopt;
    const std::size_t first = taken_++;
    return TextGroup{first, std::span(texts_).subspan(first, 1)};
  }
  std::size_t expected_groups() const override { return 4; }

  void hand_over_all() {
    for (std::size_t i = 0; i < texts_.size(); ++i) {
      {
        const std::lock_guard lock(mutex_);
        ++there_;
      }
      changed_.notify_all();
      if (i % 8 == 0) std::this_thread::yield();
    }
  }

 private:
  const std::vector<std::string_view>& texts_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t there_ = 0;
  std::size_t taken_ = 0;
};

TEST("texts that come late have the same ids, and the first that fails is reported") {
  const auto tokenizer = parse_tiny(byte_level());
  REQUIRE_OK(tokenizer);
  Texts texts = random_texts(300);
  EncodedBatch expected;
  REQUIRE_OK(tokenizer.value()->encode_batch(texts.views, kPlain, 1, nullptr, expected));
  const auto encode = [&](EncodedBatch& batch) {
    LateTexts late(texts.views);
    std::thread other([&late] { late.hand_over_all(); });
    Status status = tokenizer.value()->encode_batch(late, kPlain, 3, nullptr, batch);
    other.join();
    return status;
  };
  EncodedBatch batch;
  REQUIRE_OK(encode(batch));
  CHECK(batch.begins == expected.begins);
  IdList ids(batch.size());
  batch.move_ids(2, ids.data());
  CHECK(ids == expected.ids());
  CHECK(batch.ids().empty());
  for (const std::size_t bad : {250, 130, 131}) texts.views[bad] = "ab\xFF";
  CHECK(encode(batch).message().starts_with("text 130: "));
}

TEST("an empty batch is empty") {
  const auto tokenizer = parse_tiny(byte_level());
  REQUIRE_OK(tokenizer);
  EncodedBatch batch;
  REQUIRE_OK(tokenizer.value()->encode_batch({}, kPlain, 0, nullptr, batch));
  CHECK(batch.ids().empty());
  CHECK_EQUAL(batch.begins, (std::vector<std::size_t>{0}));
}

TEST("the first text that fails is the one reported, whichever thread gets there first") {
  const auto tokenizer = parse_tiny(byte_level());
  REQUIRE_OK(tokenizer);
  Texts texts = random_texts(300);
  for (const std::size_t bad : {250, 130, 131}) texts.views[bad] = "ab\xFF";
  EncodedBatch batch;
  std::vector<std::size_t> counts;
  for (int i = 0; i < 20; ++i) {
    const Status encoded = tokenizer.value()->encode_batch(texts.views, kPlain, 4, nullptr, batch);
    CHECK_EQUAL(encoded.message(), "text 130: the text is not valid UTF-8 at byte 2");
    CHECK(encoded.code() == Code::bad_argument);
    const Status counted = tokenizer.value()->count_batch(texts.views, kPlain, 4, nullptr, counts);
    CHECK_EQUAL(counted.message(), encoded.message());
  }
}

TEST("a cancelled batch stops and says so") {
  const auto tokenizer = parse_tiny(byte_level());
  REQUIRE_OK(tokenizer);
  const Texts texts = random_texts(20);
  const std::atomic<bool> cancelled = true;
  EncodedBatch batch;
  const Status status = tokenizer.value()->encode_batch(texts.views, kPlain, 2, &cancelled, batch);
  CHECK(status.code() == Code::limit);
}

}  // namespace
}  // namespace tg::test
