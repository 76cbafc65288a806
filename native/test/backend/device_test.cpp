// Libraries of devices: what is refused, and, where there is a CUDA device, its operations against those of the
// processor.
#include "tokengraft/device.h"

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "backend/cpu/level.h"
#include "backend/device.h"
#include "check.h"
#include "files/scratch.h"
#include "tensor/element.h"

namespace {

// The device's table, or nullptr after a skip that says why.
const tg::Backend* device() {
#ifdef TG_CUDA_LIBRARY
  const tg::Status status = tg::use_device(TG_CUDA_LIBRARY);
  if (status.ok()) return &tg::current_backend();
  tg::test::skip(status.message());
#else
  tg::test::skip("built without CUDA");
#endif
  return nullptr;
}

std::vector<std::uint16_t> random_halves(std::size_t count, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  std::vector<std::uint16_t> halves(count);
  for (std::uint16_t& half : halves) half = tg::Bf16::from_double(normal(random));
  return halves;
}

}  // namespace

TEST("a library that is not there, and one that is none, are refused, and the processor stays in use") {
  const std::string before = tg::device_name();
  const tg::test::ScratchFolder folder;
  for (const std::string& path :
       {std::string("/nowhere/device.so"), folder.write("device.so", tg::test::Bytes(64, 7))}) {
    const tg::Status status = tg::use_device(path);
    CHECK(status.code() == tg::Code::unsupported);
    CHECK(status.message().find(path) != std::string::npos);
  }
  CHECK_EQUAL(tg::device_name(), before);
}

#ifdef TG_CUDA_LIBRARY
TEST("the library that was built loads, and without a device says so") {
  const tg::Status status = tg::use_device(TG_CUDA_LIBRARY);
  if (status.ok()) return;
  CHECK(status.message().find("cannot open shared object") == std::string::npos);
  CHECK(status.message().find("undefined symbol") == std::string::npos);
  CHECK(status.message().find("no device of tokengraft") == std::string::npos);
}
#endif

TEST("weighted rows on the device are the same bits as on the processor") {
  const tg::Backend* backend = device();
  if (backend == nullptr) return;
  const std::vector<std::uint16_t> weights = random_halves(33 * 96, 1);
  const std::vector<std::uint16_t> elements = random_halves(96 * 77, 2);
  std::vector<float> found(33 * 77, 0.5F);
  std::vector<float> expected = found;
  CHECK(backend->add_weighted_rows({weights.data(), elements.data(), 96, 77, 33, found.data()}));
  tg::cpu::add_weighted_rows_at(tg::cpu::Level::plain, {weights.data(), elements.data(), 96, 77, 33, expected.data()});
  CHECK(found == expected);
}

TEST("weighted floats on the device are the same bits as on the processor") {
  const tg::Backend* backend = device();
  if (backend == nullptr) return;
  std::vector<float> numbers;
  for (const std::uint16_t half : random_halves(96 * 110, 3)) numbers.push_back(tg::Bf16::to_float(half) / 3);
  std::vector<float> found(33 * 77, 0.5F);
  std::vector<float> expected = found;
  CHECK(backend->add_weighted_floats({numbers.data(), numbers.data() + 33 * 96, 96, 77, 33, found.data()}));
  tg::cpu::add_weighted_floats_at(tg::cpu::Level::plain,
                                  {numbers.data(), numbers.data() + 33 * 96, 96, 77, 33, expected.data()});
  CHECK(found == expected);
}

TEST("top matches on the device have the scores of the processor, with held memory and without") {
  const tg::Backend* backend = device();
  if (backend == nullptr) return;
  const std::vector<std::uint16_t> rows = random_halves(1000 * 64, 4);
  const std::vector<std::uint16_t> queries = random_halves(48 * 64, 5);
  std::vector<float> scales(1000, 0.5F);
  scales[17] = 0;
  const tg::Match none{-std::numeric_limits<float>::infinity(), std::numeric_limits<std::uint32_t>::max()};
  for (const bool held : {false, true}) {
    if (held) CHECK(backend->hold_memory({rows.data(), rows.size() * 2}));
    std::vector<tg::Match> found(48 * 8, none);
    std::vector<tg::Match> expected = found;
    CHECK(backend->top_matches({rows.data(), scales.data(), 1000, 64, 5, queries.data(), 48, true, 8, found.data()}));
    tg::cpu::top_matches_at(tg::cpu::Level::plain,
                            {rows.data(), scales.data(), 1000, 64, 5, queries.data(), 48, true, 8, expected.data()});
    for (std::size_t i = 0; i < found.size(); ++i) CHECK(std::fabs(found[i].score - expected[i].score) < 1e-3F);
    if (held) CHECK(backend->hold_memory({rows.data(), 0}));
  }
}
