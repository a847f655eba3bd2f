def measure(text, size, weight=400):
    return len(text) * size * (0.545 if weight < 500 else 0.575)

def wrap(text, width, size, weight=400):
    lines=[]
    for word in text.split(" "):
        if lines and measure(lines[-1]+" "+word,size,weight)<=width: lines[-1]+=" "+word
        else: lines.append(word)
    return lines
