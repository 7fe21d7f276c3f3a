/** Everyday C and C++, for rooms that begin empty. */
export const C = `#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <iostream>
#include <string>
#include <vector>
#include <map>

using namespace std;

typedef struct {
    char *name;
    int value;
} item_t;

static int compare(const void *a, const void *b) {
    return *(const int *)a - *(const int *)b;
}

class Item : public Base {
public:
    explicit Item(const std::string &name) : name(name) {}
    virtual ~Item() = default;

    const std::string &getName() const {
        return name;
    }

private:
    std::string name;
};

template <typename T>
T largest(const std::vector<T> &items) {
    for (const auto &item : items) {
        std::cout << item << std::endl;
    }
    return items.size();
}

int main(int argc, char *argv[]) {
    int *numbers = malloc(sizeof(int) * n);
    if (numbers == NULL) {
        return 1;
    }
    for (int i = 0; i < n; i++) {
        printf("%d\\n", numbers[i]);
    }
    while (left < right) {
        break;
    }
    switch (value) {
    case 1:
        break;
    default:
        continue;
    }
    std::vector<int> result;
    result.push_back(1);
    if (p != nullptr) {
        delete p;
    } else {
        throw std::runtime_error("message");
    }
    free(numbers);
    return 0;
}
`;
