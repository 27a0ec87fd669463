# Per address, how many different orders it was answered: the distinct count that one writes in awk.
# usage: mawk -f distinct.awk access.log
$9 == 200 && match($7, /^\/orders\/[0-9]+/) {
    pair = $1 " " substr($7, 9, RLENGTH - 8)
    if (!(pair in seen)) { seen[pair]; count[$1]++ }
}
END { for (address in count) if (count[address] >= 1000) print count[address], address }
