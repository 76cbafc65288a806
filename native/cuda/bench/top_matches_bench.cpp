// top_matches on a device whose library is given, as a share of what its tensor cores do at most; a JSON object a line.
//   top_matches_bench LIBRARY [PEAK_TFLOPS]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <random>
#include <vector>

#include "tokengraft/backend.h"
#include "tokengraft/device.h"

namespace {

struct Shape {
  std::size_t rows;
  std::size_t width;
  std::size_t queries;
};

std::vector<std::uint16_t> random_halves(std::size_t count) {
  std::mt19937 random(1);
  std::vector<std::uint16_t> halves(count);
  for (std::uint16_t& half : halves) half = static_cast<std::uint16_t>(0x3c00 | (random() & 0x81ff));
  return halves;
}

void run(const tg::Backend& device, const Shape& shape, double peak) {
  const auto rows = random_halves(shape.rows * shape.width);
  const auto queries = random_halves(shape.queries * shape.width);
  const std::vector<float> scales(shape.rows, 1);
  constexpr std::size_t kKeep = 64;
  const tg::Match none{-std::numeric_limits<float>::infinity(), ~0u};
  std::vector<double> times;
  (void)device.hold_memory({rows.data(), rows.size() * 2});
  for (int round = 0; round < 5; ++round) {
    std::vector<tg::Match> best(shape.queries * kKeep, none);
    const auto begin = std::chrono::steady_clock::now();
    const bool done = device.top_matches({rows.data(), scales.data(), shape.rows, shape.width, 0, queries.data(),
                                          shape.queries, true, kKeep, best.data()});
    times.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    if (!done) return;
  }
  (void)device.hold_memory({rows.data(), 0});
  std::sort(times.begin(), times.end());
  const double operations = 2.0 * static_cast<double>(shape.rows * shape.width) * static_cast<double>(shape.queries);
  const double tflops = operations / times[times.size() / 2] / 1e12;
  std::printf(R"({"what":"top_matches","rows":%zu,"width":%zu,"queries":%zu,"seconds":%.5f,"TFLOPS":%.1f,"share":%.3f})"
              "\n",
              shape.rows, shape.width, shape.queries, times[times.size() / 2], tflops, tflops / peak);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  const auto device = tg::load_device(argv[1]);
  if (!device.ok()) {
    std::fprintf(stderr, "%s\n", device.status().message().c_str());
    return 1;
  }
  const double peak = argc > 2 ? std::strtod(argv[2], nullptr) : 989.4;  // H100 and H200 SXM, bf16, dense
  for (const Shape& shape : {Shape{32'000, 4096, 1024}, {128'256, 4096, 1024}, {128'256, 4096, 4096}}) {
    run(*device.value(), shape, peak);
  }
  return 0;
}
